#include "http/forms/nfkd_ascii.hpp"

#include <algorithm>
#include <iterator>

namespace costrel::inline v1::http {

namespace {

// Characters in a row, from `first` on. Each is one letter, or several within parentheses, or "~"
// for none.
struct Run {
    char32_t first;
    std::string_view texts;
};

// Unicode 14, made by tools/nfkd_ascii.py.
constexpr Run runs[] = {
    {0x000A0, " ~~~~~~~ ~a~~~~ ~~23 ~~~ 1o~(14)(12)(34)~AAAAAA~CEEEEIIII~NOOOOO~~UUUUY~~aaa"
              "aaa~ceeeeiiii~nooooo~~uuuuy~yAaAaAaCcCcCcCcDd~~EeEeEeEeEeGgGgGgGgHh~~IiIiIiI"
              "iI~(IJ)(ij)JjKk~LlLlLlLl~~NnNnNnn~~OoOoOo~~RrRrRrSsSsSsSsTtTt~~UuUuUuUuUuUuW"
              "wYyYZzZzZzs"},
    {0x001A0, "Oo"},
    {0x001AF, "Uu"},
    {0x001C4, "(DZ)(Dz)(dz)(LJ)(Lj)(lj)(NJ)(Nj)(nj)AaIiOoUuUuUuUuUu~AaAa~~~~GgKkOoOo~~j(DZ)"
              "(Dz)(dz)Gg~~NnAa~~~~AaAaEeEeIiIiOoOoRrRrUuUuSsTt~~Hh~~~~~~AaEeOoOoOoOoYy"},
    {0x002B0, "h~jr~~~wy"},
    {0x002D8, "      ~~~lsx"},
    {0x0037A, " ~~~!~~~~~  "},
    {0x01D2C, "A~B~DE~GHIJKLMN~O~PRTUWa~~~bde~~~g~km~o~~~ptu~~v~~~~~~iruv"},
    {0x01D9C, "c~~~f"},
    {0x01DBB, "z"},
    {0x01E00, "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNn"
              "OoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzht"
              "wyas~~~~AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOo"
              "UuUuUuUuUuUuUuYyYyYyYy"},
    {0x01FBD, " ~   "},
    {0x01FCD, "   "},
    {0x01FDD, "   "},
    {0x01FED, "  !"},
    {0x01FFD, "  ~           "},
    {0x02017, " "},
    {0x02024, ".(..)(...)"},
    {0x0202F, " "},
    {0x0203C, "(!!)~ "},
    {0x02047, "(!!)(!!)(!!)"},
    {0x0205F, " "},
    {0x02070, "0i~~456789!~!!!n0123456789!~!!!~aeox~hklmnpst"},
    {0x020A8, "(Rs)"},
    {0x02100, "(a c)(a s)CC~(c o)(c u)~~FgHHHh~IILl~N(No)~~PQRRR~~(SM)(TEL)(TM)~Z~~~Z~KABC~"
              "eEF~Mo~~~~i~(FAX)"},
    {0x02145, "Ddeij~~~~~~(17)(19)(110)(13)(23)(15)(25)(35)(45)(16)(56)(18)(38)(58)(78)1I(I"
              "I)(III)(IV)V(VI)(VII)(VIII)(IX)X(XI)(XII)LCDMi(ii)(iii)(iv)v(vi)(vii)(viii)("
              "ix)x(xi)(xii)lcdm"},
    {0x02189, "(03)"},
    {0x02260, "!"},
    {0x0226E, "!!"},
    {0x02460, "123456789(10)(11)(12)(13)(14)(15)(16)(17)(18)(19)(20)(!1!)(!2!)(!3!)(!4!)(!5"
              "!)(!6!)(!7!)(!8!)(!9!)(!10!)(!11!)(!12!)(!13!)(!14!)(!15!)(!16!)(!17!)(!18!)"
              "(!19!)(!20!)(1.)(2.)(3.)(4.)(5.)(6.)(7.)(8.)(9.)(10.)(11.)(12.)(13.)(14.)(15"
              ".)(16.)(17.)(18.)(19.)(20.)(!a!)(!b!)(!c!)(!d!)(!e!)(!f!)(!g!)(!h!)(!i!)(!j!"
              ")(!k!)(!l!)(!m!)(!n!)(!o!)(!p!)(!q!)(!r!)(!s!)(!t!)(!u!)(!v!)(!w!)(!x!)(!y!)"
              "(!z!)ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0"},
    {0x02A74, "(!!!)(!!)(!!!)"},
    {0x02C7C, "jV"},
    {0x03000, " "},
    {0x0309B, "  "},
    {0x03200, "(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)"
              "(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)~(!!)(!!)(!!)(!!)(!!)(!!)(!!"
              ")(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!"
              ")(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)(!!)"},
    {0x03250, "(PTE)(21)(22)(23)(24)(25)(26)(27)(28)(29)(30)(31)(32)(33)(34)(35)"},
    {0x032B1, "(36)(37)(38)(39)(40)(41)(42)(43)(44)(45)(46)(47)(48)(49)(50)123456789(10)(11"
              ")(12)(Hg)(erg)(eV)(LTD)"},
    {0x03358, "0123456789(10)(11)(12)(13)(14)(15)(16)(17)(18)(19)(20)(21)(22)(23)(24)(hPa)("
              "da)(AU)(bar)(oV)(pc)(dm)(dm2)(dm3)(IU)~~~~~(pA)(nA)A(mA)(kA)(KB)(MB)(GB)(cal"
              ")(kcal)(pF)(nF)Fg(mg)(kg)(Hz)(kHz)(MHz)(GHz)(THz)l(ml)(dl)(kl)(fm)(nm)m(mm)("
              "cm)(km)(mm2)(cm2)(m2)(km2)(mm3)(cm3)(m3)(km3)(ms)(ms2)(Pa)(kPa)(MPa)(GPa)(ra"
              "d)(rads)(rads2)(ps)(ns)s(ms)(pV)(nV)V(mV)(kV)(MV)(pW)(nW)W(mW)(kW)(MW)kM(a.m"
              ".)(Bq)(cc)(cd)(Ckg)(Co.)(dB)(Gy)(ha)(HP)(in)(KK)(KM)(kt)(lm)(ln)(log)(lx)(mb"
              ")(mil)(mol)(PH)(p.m.)(PPM)(PR)(sr)(Sv)(Wb)(Vm)(Am)123456789(10)(11)(12)(13)("
              "14)(15)(16)(17)(18)(19)(20)(21)(22)(23)(24)(25)(26)(27)(28)(29)(30)(31)(gal)"},
    {0x0A7F2, "CFQ"},
    {0x0FB00, "(ff)(fi)(fl)(ffi)(ffl)(st)(st)"},
    {0x0FB29, "!"},
    {0x0FC5E, "      "},
    {0x0FDFA, "(   ) "},
    {0x0FE10, "!~~!!!!~~(...)"},
    {0x0FE30, "(..)~~__!!!!"},
    {0x0FE47, "!!    ___!~.~!!!!~!!!!~~!!!!-!!!~!!!!~~~~ ~ ~ ~ ~ ~ ~ ~ "},
    {0x0FF01, "!!!!!!!!!!!!-. 0123456789!!!!!!!ABCDEFGHIJKLMNOPQRSTUVWXYZ!!!!_!abcdefghijkl"
              "mnopqrstuvwxyz!!!!"},
    {0x0FFE3, " "},
    {0x107A5, "q"},
    {0x1D400, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
              "YZabcdefg~ijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
              "wxyzA~CD~~G~~JK~~NOPQ~STUVWXYZabcd~f~hijklmn~pqrstuvwxyzABCDEFGHIJKLMNOPQRST"
              "UVWXYZabcdefghijklmnopqrstuvwxyzAB~DEFG~~JKLMNOPQ~STUVWXY~abcdefghijklmnopqr"
              "stuvwxyzAB~DEFG~IJKLM~O~~~STUVWXY~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP"
              "QRSTUVWXYZabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
              "opqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzABCDEFGHIJKL"
              "MNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
              "klmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
    {0x1D7CE, "01234567890123456789012345678901234567890123456789"},
    {0x1F100, "(0.)(0!)(1!)(2!)(3!)(4!)(5!)(6!)(7!)(8!)(9!)~~~~~(!A!)(!B!)(!C!)(!D!)(!E!)(!"
              "F!)(!G!)(!H!)(!I!)(!J!)(!K!)(!L!)(!M!)(!N!)(!O!)(!P!)(!Q!)(!R!)(!S!)(!T!)(!U"
              "!)(!V!)(!W!)(!X!)(!Y!)(!Z!)SCR(CD)(WZ)~ABCDEFGHIJKLMNOPQRSTUVWXYZ(HV)(MV)(SD"
              ")(SS)(PPV)(WC)"},
    {0x1F16A, "(MC)(MD)(MR)"},
    {0x1F190, "(DJ)"},
    {0x1FBF0, "0123456789"},
};

// The first text of a run, with its parentheses.
std::string_view first_text(std::string_view texts) noexcept
{
    return texts.substr(0, texts.starts_with('(') ? texts.find(')') + 1 : 1);
}

} // namespace

std::string_view nfkd_ascii(char32_t character) noexcept
{
    const Run* run = std::upper_bound(std::begin(runs), std::end(runs), character,
                                      [](char32_t c, const Run& r) { return c < r.first; });
    if (run == std::begin(runs))
        return {};
    --run;
    std::string_view texts = run->texts;
    for (char32_t c = run->first; c != character && !texts.empty(); ++c)
        texts.remove_prefix(first_text(texts).size());
    const std::string_view text = first_text(texts);
    if (text == "~")
        return {};
    return text.starts_with('(') ? text.substr(1, text.size() - 2) : text;
}

} // namespace costrel::inline v1::http
