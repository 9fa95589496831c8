#!/usr/bin/env python3
"""chromium.py FOLDER   looks at FOLDER/*.html as people do; else 1

One Chromium without a window, told by pipes (DevTools protocol), shows every
page at 360, 800 and 1200 pixels and as on a sheet of A4, and asks where things
stand: nothing may lie outside of the page, be cut, overlap or stand empty.
Some pages are looked at in the dark, and printed.
LOOK=FOLDER keeps pictures there."""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys

SHEET = 688  # A4 without its margins, in pixels of CSS

GEOMETRY = r"""(() => {
const wrong = [], width = document.documentElement.clientWidth;
const say = (what, element) => wrong.push(what + ": " +
    (element.textContent || element.tagName).trim().slice(0, 60));
const box = element => element.getBoundingClientRect();
if (document.documentElement.scrollWidth > width) {
    wrong.push("the page is wider than its window");
}
for (const element of document.querySelectorAll("body *")) {
    const scroll = element.closest(".scroll");
    const at = box(element);
    if (element.tagName === "circle" || element.closest("svg")) continue;
    if (PRINTED || !scroll || element === scroll) {
        if (at.width && (at.right > width + 1 || at.left < -1)) {
            say("outside of the page", element);
        }
    }
    if (element.tagName === "TH" || element.tagName === "TD") {
        if (element.scrollWidth > element.clientWidth + 1) say("cut", element);
    }
}
// A word, a day and a figure stay whole; an hour of the week is seen with the others.
for (const element of document.querySelectorAll(".tiles b, table.heat")) {
    const room = element.closest(".scroll") || element;
    if (room.scrollWidth > room.clientWidth + 1) say("too wide", element);
}
for (const cell of document.querySelectorAll("td, tbody th")) {
    if (/^\d{4}-\d\d-\d\d$/.test(cell.textContent)) {
        const text = document.createRange();
        text.selectNodeContents(cell);
        if (text.getClientRects().length > 1) say("broken", cell);
    }
}
for (const head of document.querySelectorAll("thead tr")) {
    const cells = [...head.querySelectorAll("th > span")].map(box);
    cells.forEach((cell, i) => {
        if (i && cell.left < cells[i - 1].right - 1) say("titles overlap", head);
    });
}
for (const drawing of document.querySelectorAll("svg.chart")) {
    const frame = box(drawing), texts = [...drawing.querySelectorAll("text")];
    if (!drawing.querySelector("rect:not(.track), circle, polygon")) {
        say("an empty chart", drawing);
    }
    if (!drawing.querySelector(":scope > title")) say("no title", drawing);
    for (const shape of drawing.querySelectorAll("text, rect, circle, polygon")) {
        const at = box(shape);
        if (at.left < frame.left - 1 || at.right > frame.right + 1 ||
            at.top < frame.top - 1 || at.bottom > frame.bottom + 1) {
            say("outside of its chart", shape);
        }
    }
    const boxes = texts.map(box);
    for (let i = 0; i < boxes.length; i++) {
        for (let k = 0; k < i; k++) {
            const a = boxes[i], b = boxes[k];
            if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
                Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4) {
                say("labels overlap: " + texts[k].textContent, texts[i]);
            }
        }
    }
}
if (document.querySelectorAll(".tiles li").length > 7) wrong.push("tiles");
if (document.querySelectorAll("h1").length !== 1) wrong.push("no heading");
if (document.querySelector("script, link, img, [src]")) wrong.push("not alone");
if (!document.documentElement.lang) wrong.push("no language");
for (const table of document.querySelectorAll("table.figures")) {
    if (!table.caption || table.querySelector("thead th:not([scope])")) {
        say("no caption or scope", table);
    }
}
return wrong;
})()"""

# Is every text told from what it stands on? (WCAG: 4.5)
CONTRAST = r"""(() => {
const light = colour => {
    const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(
        x => x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const back = light(getComputedStyle(document.body).backgroundColor);
return ["body", "h1", ".answer", "td", "th", "footer", ".tiles b"].flatMap(name => {
    const element = document.querySelector(name);
    if (!element) return [];
    const ink = light(getComputedStyle(element).color);
    const ratio = (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05);
    return ratio < 4.5 ? [name + " is hard to read: " + ratio.toFixed(1)] : [];
}).concat(back > 0.1 ? ["not dark"] : []);
})()"""


class Browser:
    """Messages end with NUL; Chromium reads descriptor 3 and writes 4."""

    def __init__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if not program:
            sys.exit("no chromium")
        orders, self.orders = os.pipe()
        self.answers, answers = os.pipe()
        self.program = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" 3<&{orders} 4>&{answers}', "sh", program,
             "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-dev-shm-usage", "--disable-extensions", "--no-first-run",
             "--user-data-dir=" + os.environ["HOME"] + "/chromium",
             "--remote-debugging-pipe", "about:blank"],
            pass_fds=(orders, answers), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(orders)
        os.close(answers)
        self.read = b""
        self.number = 0
        self.session = None
        target = next(info["targetId"] for info in self.call("Target.getTargets")["targetInfos"]
                      if info["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        self.call("Page.enable")

    def message(self):
        while b"\0" not in self.read:
            part = os.read(self.answers, 1 << 20)
            if not part:
                sys.exit("chromium ended")
            self.read += part
        text, self.read = self.read.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, until=None, **parameters):
        self.number += 1
        order = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.orders, json.dumps(order).encode() + b"\0")
        answer, seen = None, until is None
        while answer is None or not seen:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']}")
                answer = message["result"]
            seen = seen or message.get("method") == until
        return answer

    def ask(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(json.dumps(answer["exceptionDetails"]))
        return answer["result"]["value"]

    def show(self, path):
        self.call("Page.navigate", until="Page.loadEventFired", url=path.as_uri())

    def window(self, width):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900,
                  deviceScaleFactor=1, mobile=False)

    def media(self, medium="", scheme="light"):
        self.call("Emulation.setEmulatedMedia", media=medium, features=[
            {"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path):
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def sheets(self):
        data = self.call("Page.printToPDF", preferCSSPageSize=True,
                         printBackground=True)["data"]
        return base64.b64decode(data).count(b"/Type /Page\n")

    def end(self):
        self.call("Browser.close")
        self.program.wait()


def look(browser, path, keep):
    """What is wrong with one page."""
    wrong = []
    browser.show(path)
    for width in 360, 800, 1200, SHEET:
        printed = width == SHEET
        browser.media("print" if printed else "")
        browser.window(width)
        for what in browser.ask(GEOMETRY.replace("PRINTED", str(printed).lower())):
            wrong.append(f"{'print' if printed else width}: {what}")
        if keep:
            browser.picture(keep / f"{path.stem}-{width}.png")
    browser.media(scheme="dark")
    wrong += [f"dark: {what}" for what in browser.ask(CONTRAST)]
    if keep:
        browser.picture(keep / f"{path.stem}-dark.png")
    browser.media()
    return wrong


def main(folder):
    keep = os.environ.get("LOOK") and pathlib.Path(os.environ["LOOK"])
    pages = sorted(pathlib.Path(folder).resolve().glob("*.html"))
    browser = Browser()
    bad = 0
    for path in pages:
        wrong = look(browser, path, keep)
        bad += bool(wrong)
        for what in wrong[:12]:
            print(f"{path.stem}: {what}")
    for path in pages:
        # NAME.html.sheets: how many sheets of paper it may take.
        most = path.with_suffix(".html.sheets")
        if most.exists():
            browser.show(path)
            sheets = browser.sheets()
            if not 1 <= sheets <= int(most.read_text()):
                bad += 1
                print(f"{path.stem}: {sheets} sheets")
    browser.end()
    print(f"{len(pages)} pages, {bad} of them wrong")
    return bad > 0 or not pages


sys.exit(main(sys.argv[1]))
