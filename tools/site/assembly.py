"""All pages of the site: the documents, and the reference that the headers' comments are."""

from tools.site import headers, navigation, reference
from tools.site.names import Names
from tools.site.pages import Site


def pages(public: list[headers.Header]) -> Site:
    names = Names()
    reference.add_names(names, public)
    guides = navigation.guides()
    site = Site(names, subjects(public, guides))
    site.add_documents()
    for header in public:
        guide = guides.get(header.include) or guides.get(str(header.path)) or ""
        site.pages[reference.page_of(header)] = reference.Page(header, names, guide).text()
    site.pages["reference/README.md"] = reference.overview(public)
    return site


def subjects(public: list[headers.Header], guides: dict[str, str]) -> dict[str, list[str]]:
    """The types that each page of docs/api is about."""
    found: dict[str, list[str]] = {}
    for header in public:
        if page := guides.get(header.include) or guides.get(str(header.path)):
            found.setdefault(page, []).extend(one.name for one in header.types)
    return found
