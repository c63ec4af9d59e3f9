// A text that is mostly short, copied without a call.
#include "encoding/short_copy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using costrel::encoding::copy_short;

TEST(ShortCopy, CopiesEachSizeAndNoByteMore)
{
    std::string text;
    for (char c = ' '; c < '~'; ++c)
        text += c;
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string from =
            text.substr(0, size); // a read behind it is seen by AddressSanitizer
        std::string to(size + 4, '?');
        EXPECT_EQ(copy_short(to.data(), from), to.data() + size);
        EXPECT_EQ(to, from + "????") << size;
    }
}

} // namespace
