"""What takes a technician fewer taps: a quantity is typed (P-22), several photographs come at once, also from the gallery (K10)."""

from playwright.sync_api import FilePayload, expect

from tests.browser.driving import comes_to
from tests.browser.visit_pages import Open, a_photograph, press

USED = "phone.reported.at(-1).body.value?.map(({ code, count }) => [code, count])"


def test_P22_fifteen_metres_are_typed_not_tapped_fifteen_times(open_scene: Open) -> None:
    """Guard: pwa/technician/visits/fields/parts.tsx:PartsField"""
    page = open_scene("?scene=work&live=1")
    press(page, "用了哪些料")
    metres = page.get_by_label("皮线光缆", exact=True).and_(page.locator("input"))
    metres.fill("15")
    page.reload()
    press(page, "用了哪些料")
    expect(metres).to_have_value("15")
    page.get_by_role("group", name="皮线光缆").get_by_role("button", name="多一个").click()
    expect(metres).to_have_value("16")
    press(page, "记下")
    comes_to(page, USED, [["drop-fibre", 16]])


def test_K10_several_photographs_come_from_the_gallery_at_once_and_no_more_than_there_is_room_for(
    open_scene: Open,
) -> None:
    """Guard: pwa/technician/visits/taking.tsx:CameraButton"""
    page = open_scene("?scene=begun")
    press(page, "作业前照片")
    gallery = page.get_by_label("从相册选几张").and_(page.locator("input"))
    assert gallery.get_attribute("capture") is None
    most = page.evaluate(
        "phone.visit('v2').value.standard.moments.flatMap(({ steps }) => steps).find(({ id }) => id === 'photo-before').answer.most"
    )
    shots = [FilePayload(name=f"{each}.jpg", mimeType="image/jpeg", buffer=a_photograph()) for each in range(most + 2)]
    gallery.set_input_files(shots)
    comes_to(page, "phone.reported.filter(({ kind }) => kind === 'photographed').length", most)
    expect(page.locator(".shot .picture")).to_have_count(most)
