#!/usr/bin/env python3
"""xlsx.py FILE: the cells of a spreadsheet, one a line: sheet!A1 TYPE VALUE FORMAT.

TYPE is s (a text), n (a number), b (a flag); a formula is f. Sheets say how many
rows are frozen: "sheet frozen 1"."""
import sys
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def main():
    book = zipfile.ZipFile(sys.argv[1])
    assert book.testzip() is None

    def read(name):
        return tree.fromstring(book.read("xl/" + name))

    texts = []
    if "xl/sharedStrings.xml" in book.namelist():
        texts = ["".join(t.text or "" for t in item.iter(MAIN + "t"))
                 for item in read("sharedStrings.xml")]
    styles = read("styles.xml")
    formats = {f.get("numFmtId"): f.get("formatCode")
               for f in styles.iter(MAIN + "numFmt")}
    formats.update({"0": "General", "1": "0", "3": "#,##0", "49": "@"})
    cells = [formats.get(x.get("numFmtId"), x.get("numFmtId"))
             for x in styles.find(MAIN + "cellXfs")]
    for number, sheet in enumerate(read("workbook.xml").find(MAIN + "sheets"), 1):
        page = read(f"worksheets/sheet{number}.xml")
        name = sheet.get("name")
        for pane in page.iter(MAIN + "pane"):
            print(f"{name} {pane.get('state')} {pane.get('ySplit')}")
        for cell in page.iter(MAIN + "c"):
            kind = cell.get("t", "n")
            value = cell.findtext(MAIN + "v")
            if cell.find(MAIN + "f") is not None:
                kind = "f"
            if kind == "s":
                value = texts[int(value)]
            print(f"{name}!{cell.get('r')} {kind} {value!r} {cells[int(cell.get('s', 0))]}"
                  .replace("\u00a0", " "))


main()
