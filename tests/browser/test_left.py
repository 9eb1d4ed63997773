"""A page that was left open shows nothing any more once its session has ended (ASVS 14.3.1)."""

FORM = "/e/{slug}/paste/"


def test_a_page_left_open_is_emptied_by_the_clock_and_typing_keeps_it(open_page, demo, slug, errors):
    page = open_page(user="lin")
    page.clock.install()
    page.goto(f"{demo.url}{FORM.format(slug=slug)}")
    for _time in range(3):
        page.clock.fast_forward("20:00")
        with page.expect_response("**/healthz"):
            page.type("textarea[name=text]", "示例数据")
        page.wait_for_timeout(100)
    typed = page.input_value("textarea[name=text]")
    page.context.set_offline(True)

    page.clock.fast_forward("32:00")

    page.wait_for_selector("h1:has-text('已经退出登录')")
    assert typed == "示例数据" * 3
    assert page.locator("textarea, nav, table, form").count() == 0
    assert FORM.format(slug=slug) in page.locator("main a").evaluate("one => one.href")
    ours = [one for one in errors if not one.startswith("htmx:")]  # whose fragments asked without a network
    assert ours == []


def test_who_signs_out_in_one_tab_leaves_the_others(open_page, demo, slug):
    page = open_page(user="lin", language="en-GB")
    other = page.context.new_page()
    other.goto(f"{demo.url}/e/{slug}/needs/")
    page.goto(f"{demo.url}/e/{slug}/")

    with page.expect_navigation():
        page.eval_on_selector("form[action='/accounts/logout/']", "form => form.requestSubmit()")

    other.wait_for_selector("h1:has-text('signed out')")
    assert other.locator("table, form").count() == 0
