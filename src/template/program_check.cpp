#include "template/program_check.hpp"

#include "encoding/utf8.hpp"
#include "template/failure.hpp"

#include <costrel/config_error.hpp>

#include <algorithm>

namespace costrel::inline v1::templates {

namespace {

constexpr std::size_t deepest = 2000; // nodes in each other

// Reads one node after the other, then once more each function with its variables.
class NodeCheck {
public:
    NodeCheck(std::vector<Word>& words, std::string_view pool)
        : words_(words), pool_(pool), nodes_(words.size())
    {
    }

    Word run()
    {
        std::size_t at = 1; // so that no node is at 0
        std::size_t last = 0;
        while (at < words_.size()) {
            last = at;
            at = check_node(at);
        }
        if (last == 0 || letter_of(last) != 'S')
            fail_data("it does not end with a set of templates");
        check_variables(last, nullptr);
        return static_cast<Word>(last);
    }

private:
    struct Node {
        std::uint16_t depth = 0; // 0: none begins here
        bool is_child = false;
    };
    struct Scope {
        const Scope* outer;
        Word slots;
    };

    char letter_of(std::size_t node) const { return node_forms[words_[node] & 0xff].letter; }
    std::string_view signature_of(std::size_t node) const
    {
        return node_forms[words_[node] & 0xff].signature;
    }

    // Calls `visit(letter, place)` for each part of the signature; gives the place behind the node.
    template <class Visit>
    std::size_t walk(std::size_t node, Visit visit)
    {
        const std::size_t end = node + 2 + (words_[node] >> 8);
        std::size_t at = node + 2;
        const auto take = [&](char letter) {
            const std::size_t size =
                letter == 't' || letter == 'd' || letter == 'v' || letter == 'V' ? 2 : 1;
            if (end - at < size)
                fail_data("a node is cut off");
            visit(letter, at);
            at += size;
        };
        const std::string_view signature = signature_of(node);
        for (std::size_t i = 0; i < signature.size(); ++i) {
            if (signature[i] != '*') {
                take(signature[i]);
                continue;
            }
            if (at == end)
                fail_data("a node is cut off");
            const Word count = words_[at++];
            std::string_view item = signature.substr(i + 1, 1);
            i += 1;
            if (item == "(") {
                const std::size_t close = signature.find(')', i);
                item = signature.substr(i + 1, close - i - 1);
                i = close;
            }
            for (Word n = 0; n < count; ++n)
                for (const char letter : item)
                    take(letter);
        }
        if (at != end)
            fail_data("a node has words too many");
        return end;
    }

    std::size_t check_node(std::size_t node)
    {
        const Word kind = words_[node] & 0xff;
        if (kind == 0 || kind >= node_forms.size())
            fail_data("a node is of no known kind");
        if (words_.size() - node < 2 || words_.size() - node - 2 < words_[node] >> 8)
            fail_data("a node is cut off");
        std::uint16_t depth = 0;
        const std::size_t end = walk(node, [&](char letter, std::size_t place) {
            if (letter == 't')
                check_text(place);
            else if (letter != 'w' && letter != 'd' && letter != 'v' && letter != 'V')
                depth = std::max(depth, check_child(letter, words_[place], node));
        });
        if (depth >= deepest)
            fail_data("nodes are nested too deep");
        nodes_[node].depth = static_cast<std::uint16_t>(depth + 1);
        if (letter_of(node) == 'f')
            words_[node + 3] = nodes_[node].depth;
        return end;
    }

    std::uint16_t check_child(char letter, Word child, std::size_t parent)
    {
        if (letter == 'E') {
            if (child == 0)
                return 0;
            letter = 'e';
        }
        if (child >= parent || nodes_[child].depth == 0 || letter_of(child) != letter)
            fail_data("a node has no child of the right sort");
        if (nodes_[child].is_child)
            fail_data("a node has two parents");
        nodes_[child].is_child = true;
        return nodes_[child].depth;
    }

    void check_text(std::size_t place) const
    {
        const Word offset = words_[place];
        const Word size = words_[place + 1];
        if (offset > pool_.size() || pool_.size() - offset < size)
            fail_data("a text lies outside");
        const std::string_view text = pool_.substr(offset, size);
        if (!encoding::is_utf8(text))
            fail_data("a text is no UTF-8");
    }

    void check_variables(std::size_t node, const Scope* scope)
    {
        Scope inner{scope, 0};
        if (letter_of(node) == 'f') {
            inner.slots = words_[node + 2];
            if (inner.slots > max_slots)
                fail_data("a function has too many variables");
            scope = &inner;
        }
        walk(node, [&](char letter, std::size_t place) {
            if (letter == 'v' || (letter == 'V' && words_[place] != nothing))
                check_variable(scope, words_[place], words_[place + 1]);
            else if (letter == 'w' || letter == 'd' || letter == 't' || letter == 'V')
                return;
            else if (words_[place] != 0)
                check_variables(words_[place], scope);
        });
    }

    static void check_variable(const Scope* scope, Word outwards, Word slot)
    {
        for (; scope && outwards > 0; --outwards)
            scope = scope->outer;
        if (!scope || slot >= scope->slots)
            fail_data("a variable is not there");
    }

    static constexpr Word max_slots = 10'000;

    std::vector<Word>& words_;
    std::string_view pool_;
    std::vector<Node> nodes_;
};

} // namespace

void fail_data(std::string_view what)
{
    throw ConfigError("costrel: the data of the templates is damaged, or of another version: " +
                      std::string(what));
}

Word checked_nodes(std::vector<Word>& words, std::string_view pool)
{
    return NodeCheck(words, pool).run();
}

} // namespace costrel::inline v1::templates
