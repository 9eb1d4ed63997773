"""What libraries and registries are told."""

from dataclasses import replace

from qiao.engines.publishing import bibtex, citation, citation_of, datacite, dublin_core, schema_org
from tests.engines.publishing.small import CORE

DOI = replace(CORE, identifier="10.5555/qiao.1", address="https://qiao.example/book")


def test_a_book_is_cited_by_gb_t_7714():
    assert citation(CORE) == "示例研究中心. 示例案例集[M]. 示例研究中心, 2026(2026-11-27)."
    assert citation(DOI) == (
        "示例研究中心. 示例案例集[M/OL]. 示例研究中心, 2026(2026-11-27): https://qiao.example/book/. DOI: 10.5555/qiao.1."
    )
    assert citation_of(CORE, CORE.chapters[2].bodies[0]).startswith(
        "示例商会. 示例商会的行动[M]//示例研究中心. 示例案例集."
    )


def test_a_registry_gets_what_datacite_asks_for():
    told = datacite(DOI)

    required = {"doi", "creators", "titles", "publisher", "publicationYear", "types", "url", "schemaVersion"}
    assert required <= set(told)
    assert "doi" not in datacite(CORE)
    assert "doi = {10.5555/qiao.1}" in bibtex(DOI)


def test_dublin_core_and_schema_org_name_the_same_makers():
    core = dublin_core(CORE)
    schema = schema_org(CORE)

    assert ("creator", "示例研究中心") in core
    assert ("contributor", "示例研究院 示例作者") in core
    assert [one["contributor"]["name"] for one in schema["contributor"]] == ["示例研究中心", "示例基金会"]
    assert schema_org(CORE, CORE.chapters[2].foreword)["author"][0]["name"] == "示例作者"
