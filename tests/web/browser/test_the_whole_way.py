"""One return goes its whole way in a real browser, from the template to the auditor; every screen is photographed."""

import openpyxl

FAULTS = ("不详", "约60", "6-7", "无数据", "请补", "待定", "?", "六十", "12.5.6", "N/A个")
"""What people write into cells that take a number."""


def download(page, click, target):
    with page.expect_download() as waiting:
        page.click(click)
    waiting.value.save_as(target)
    return target


def cells(sheet):
    """The rows of the template in which a figure is asked."""
    return [row for row in sheet.iter_rows() if not row[4].protection.locked and row[2].value]


def filled(template, target, faults):
    """Fill the template: a little more than last year where there was one, and something else in the first cells."""
    book = openpyxl.load_workbook(template)
    for row, fault in zip(cells(book["填报"]), [*faults, *[None] * 99], strict=False):
        last = row[5].value if isinstance(row[5].value, int | float) else 50
        row[4].value = fault or (
            last + max(1, last // 50) if isinstance(last, int) else round(last * 1.02, 2)
        )
    book.save(target)
    return target


def send(page, address, number, file):
    page.goto(f"{address}/submissions/{number}/uploads")
    page.set_input_files("#file", file)
    page.click("#send-go")
    page.wait_for_selector(".action-bar", timeout=60_000)
    return page


def test_a_return_goes_from_the_template_to_the_auditor(way):
    number = way.submission("officer1")
    template_with_faults_comes_back(way, number)
    corrected_file_goes_in(way, number)
    form_is_submitted(way, number)
    way.approve("reviewer1", number, receive=True)
    marked = province_returns_one_cell(way, number)
    officer_mends_it(way, number, marked)
    way.approve("reviewer1", number, receive=True)
    page = way.go("province1", f"/submissions/{number}/compare")
    assert marked in page.inner_text("main")
    way.picture("province1", "12-compare")
    way.approve("province1", number)
    way.approve("ministry1", number)
    assert way.one("SELECT state FROM gaoxin_web_submission WHERE id = ?", number) == "ministry_approved"
    approved = "SELECT r.number FROM gaoxin_web_submission s JOIN gaoxin_web_revision r ON r.id = s.approved_id WHERE s.id = ?"
    assert way.one(approved, number) == 2
    auditor_verifies_the_journal(way)


def template_with_faults_comes_back(way, number):
    """The file comes back with every fault in it, and nothing was stored."""
    way.as_("officer1")
    way.picture("officer1", "01-workbench-zone")
    page = way.go("officer1", "/tasks/")
    way.picture("officer1", "02-tasks")
    page = way.go("officer1", f"/submissions/{number}/uploads")
    template = download(page, "button[name=kind][value=template]", way.folder / "template.xlsx")
    page = send(page, way.served.address, number, filled(template, way.folder / "faulty.xlsx", FAULTS))
    way.picture("officer1", "03-upload-with-faults")
    edits = "SELECT count(*) FROM gaoxin_web_edit e JOIN gaoxin_web_revision r ON r.id = e.revision_id WHERE r.submission_id = ?"
    assert way.one(edits, number) == 0
    back = openpyxl.load_workbook(download(page, "a[href$='/annotated.xlsx']", way.folder / "annotated.xlsx"))
    said = [str(cell.value) for sheet in back for row in sheet.iter_rows() for cell in row if cell.value]
    found = [words for words in said if any(fault in words for fault in FAULTS)]
    assert [fault for fault in FAULTS if not any(fault in words for words in found)] == []


def corrected_file_goes_in(way, number):
    page = way.as_("officer1")
    good = filled(way.folder / "template.xlsx", way.folder / "corrected.xlsx", ())
    page = send(page, way.served.address, number, good)
    way.picture("officer1", "04-upload-ready")
    page.click("button[form=confirm]")
    page.wait_for_load_state()


def form_is_submitted(way, number):
    page = way.go("officer1", f"/submissions/{number}/form")
    page.keyboard.press("F9")
    page.wait_for_timeout(300)
    way.picture("officer1", "05-form")
    way.submit("officer1", "06-submit")
    page = way.go("officer1", f"/submissions/{number}/receipt")
    assert "LZ-2015-G-" in page.inner_text("main")
    way.picture("officer1", "07-receipt")


def province_returns_one_cell(way, number):
    """Return the name of the figure that was marked."""
    page = way.go("province1", f"/review/{number}/")
    way.picture("province1", "08-review")
    page.click("a[data-select] >> nth=3")
    page.wait_for_selector("tr.is-selected")
    page.keyboard.press("x")
    marked = page.inner_text("tr.is-selected a[data-select]")
    page.keyboard.press("r")
    page.fill("dialog[open] [name=reason]", "请核对这一格的口径后重报")
    way.picture("province1", "09-return")
    page.click("dialog[open] .btn-primary")
    page.wait_for_load_state()
    return marked


def officer_mends_it(way, number, marked):
    """The return stands first on the workbench, and leads to the marked cell."""
    page = way.go("officer1", "/")
    assert "退回" in page.inner_text("table.todo tbody tr:first-child")
    way.picture("officer1", "10-workbench-returned")
    page.click("table.todo tbody tr:first-child a.btn")
    page.wait_for_selector(".is-returned")
    box = page.locator(f"tr:has-text('{marked}')").first.locator("input").first
    box.fill(str(int(float(box.input_value().replace(",", ""))) + 1))
    box.press("Enter")
    page.wait_for_function("() => /已保存|saved/.test(document.querySelector('#saving-words').innerText)")
    way.picture("officer1", "11-form-returned")
    way.submit("officer1")


def auditor_verifies_the_journal(way):
    page = way.go("auditor", "/journal")
    page.click("text=核验全链")
    page.wait_for_load_state()
    way.picture("auditor", "13-journal")
    text = page.inner_text("main")
    assert ("province1" in text, "条全部相符" in text) == (True, True)


SCREENS = {
    "14-matrix": ("ministry1", "/matrix/"),
    "15-register": ("officer1", "/enterprises/"),
    "16-zones": ("ministry1", "/zones/"),
    "17-rounds": ("ministry1", "/rounds/"),
    "18-people": ("sysadmin", "/people"),
    "19-account": ("officer1", "/account"),
    "20-ranking": ("ministry1", "/ranking/"),
    "21-desk": ("province1", "/review/"),
    "22-calendar": ("ministry1", "/calendar/"),
    "23-messages": ("officer2", "/messages/"),
    "24-evaluation": ("ministry1", "/evaluation/"),
}


def test_every_other_screen_opens_without_a_word_from_the_browser(way):
    said = []
    for name, (username, path) in SCREENS.items():
        page = way.as_(username)
        page.on(
            "console", lambda one, name=name: said.append((name, one.text)) if one.type == "error" else None
        )
        page.on("request", lambda one, name=name: said.append((name, one.url))
                if not one.url.startswith((way.served.address, "data:")) else None)  # fmt: skip
        assert (name, page.goto(way.served.address + path).status) == (name, 200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366, name
        way.picture(username, name)
    assert said == []
