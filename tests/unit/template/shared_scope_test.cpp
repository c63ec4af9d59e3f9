#include "template/containers.hpp"
#include "template/globals.hpp"
#include "template/loop.hpp"

#include <gtest/gtest.h>

namespace {

using namespace costrel::templates;

// Counts how many of it there are.
class Witness : public Object {
public:
    explicit Witness(int& count) : count_(count) { ++count_; }
    ~Witness() override { --count_; }

private:
    int& count_;
};

TEST(SharedScope, EndsAListThatHoldsItselfThroughAnother)
{
    int count = 0;
    {
        const SharedScope scope;
        const Var list = Var::list({Var::object(make<Witness>(count))});
        list.as.items->values.push_back(Var::tuple({list}));
    }
    EXPECT_EQ(count, 0);
}

TEST(SharedScope, EndsEachKindOfObjectThatCanComeToHoldItself)
{
    int count = 0;
    {
        const SharedScope scope;
        const Var witness = Var::object(make<Witness>(count));
        const Var dict = Var::dict();
        dict.as.mapping->set(Var::integer(1), Var::tuple({witness, dict}));

        const auto space = make<Namespace>();
        space->set(Var::lent_text("itself"), Var::tuple({witness, Var::object(space)}));

        const Var list = Var::list({witness});
        list.as.items->values.push_back(generator([list, witness](Var&) { return false; }));

        const auto frame = make<Frame>();
        frame->slots.push_back(generator([frame, witness](Var&) { return false; }));

        const auto context = make<Context>();
        context->set("itself", generator([context, witness](Var&) { return false; }));

        const auto loop = make<Loop>(list, 0);
        list.as.items->values.push_back(Var::object(loop));
        for (Var value; loop->advance(value);) {
        }
    }
    EXPECT_EQ(count, 0);
}

TEST(SharedScope, LeavesAloneWhatIsHeldByNobodyAndWhatWasThereBefore)
{
    const Var before = Var::list({Var::integer(1)});
    Var kept;
    {
        const SharedScope outer;
        const Var list = Var::list({Var::integer(2)});
        {
            const SharedScope inner;
            Var::list({Var::integer(3)});
            kept = Var::list({before});
        }
        EXPECT_EQ(kept.size(), 0U); // its scope has ended
        EXPECT_EQ(list.size(), 1U);
    }
    EXPECT_EQ(before.size(), 1U);
}

} // namespace
