"""What somebody wrote as a script stays words, in a real browser under the policy of the house (P6)."""

SCRIPT = '<img src=x onerror="document.title=\'taken\'"><script>document.title="taken"</script><svg onload=alert(1)>'


def test_a_script_in_words_names_and_addresses_never_runs(open_page, demo, slug, errors, outside):
    page = open_page(user="lin")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(f"{demo.url}/e/{slug}/paste/")
    page.fill("textarea[name=text]", f"示例数据：{SCRIPT} 急需口罩30只")
    with page.expect_navigation():
        page.eval_on_selector("textarea[name=text]", "field => field.form.requestSubmit()")
    shown = [page.content()]
    titles = [page.title()]
    for address in (
        f"/e/{slug}/inbox/",
        f"/e/{slug}/needs/",
        f"/search/?q={SCRIPT}",
        f"/e/{slug}/needs/?q={SCRIPT}",
        f"/trail/?verb={SCRIPT}",
        f"/cases/?q={SCRIPT}",
        f"/registry/organizations/?q={SCRIPT}",
    ):
        page.goto(f"{demo.url}{address}")
        shown.append(page.content())
        titles.append(page.title())

    assert any("&lt;script&gt;" in one or "&lt;img src=x" in one for one in shown)
    assert page.evaluate("document.querySelectorAll('img[src=x], svg[onload]').length") == 0
    assert (asked, [one for one in titles if one == "taken"], outside) == ([], [], [])
    assert [one for one in errors if "Content Security Policy" in one] == []


def test_the_policy_stops_a_script_that_came_in_all_the_same(open_page, demo):
    """As if a page had been written wrongly: neither a script in the page nor one from elsewhere nor eval runs."""
    page = open_page()
    page.goto(f"{demo.url}/welcome/")

    page.evaluate(
        """() => {
          const own = document.createElement('script'); own.textContent = "document.title = 'taken'";
          document.body.append(own);
          const far = document.createElement('script'); far.src = 'https://evil.example/x.js';
          document.body.append(far);
          const handler = document.createElement('div'); handler.innerHTML = '<img src=x onerror="document.title=1">';
          document.body.append(handler);
        }"""
    )
    page.wait_for_timeout(300)

    assert "taken" not in page.title()
    assert page.title() != "1"
