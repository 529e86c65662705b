#!/usr/bin/env python3
"""Cuts the portal's fonts down to what its pages need, so that a first visit
with them stays under 60 KB.

Takes the families as npm has them, in the versions below, and leaves: the
letters of Vietnamese and English with figures and signs, figures of one width,
kerning of pairs that the eye notices, and of the names only copyright and licence (a changed font does
not bear the name of the one it was made of). Gone are hints for screens of the
last century, other languages' letters and alternates.

Needs npm, and fonttools with brotli (Debian: python3-fonttools python3-brotli).
Write to internal/portal/assets/fonts with: scripts/fonts.py
"""

import pathlib
import subprocess
import tarfile
import tempfile

from fontTools import subset

FACES = {
    "be-vietnam-pro@5.3.0": (400, 600),
    "source-serif-4@5.3.1": (600,),
    "literata@5.3.0": (600,),
}
VIETNAMESE = "ăắằẳẵặâấầẩẫậđêếềểễệôốồổỗộơớờởỡợưứừửữựàảãáạèẻẽéẹìỉĩíịòỏõóọùủũúụỳỷỹýỵ"
SIGNS = "\u00a0§©«®°±²³·»½×–—‘’“”…•′″₫€™−"
WANTED = {ord(c) for c in VIETNAMESE + VIETNAMESE.upper() + SIGNS} | set(range(0x20, 0x7F))
NOTICED = 30  # thousandths of the size: pairs that are moved less are not moved

TARGET = pathlib.Path(__file__).resolve().parent.parent / "internal/portal/assets/fonts"


def still(value):
    """Whether a value of a pair moves nothing that anybody would notice."""
    return value is None or abs(getattr(value, "XAdvance", 0) or 0) < NOTICED


def calm(font):
    """Forgets the pairs that are hardly moved."""
    if "GPOS" not in font:
        return
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            if getattr(table, "LookupType", 0) == 9:
                table = table.ExtSubTable
            if table.LookupType != 2:
                continue
            if table.Format == 1:
                for pairs in table.PairSet:
                    pairs.PairValueRecord = [p for p in pairs.PairValueRecord if not still(p.Value1)]
            else:
                for first in table.Class1Record:
                    for second in first.Class2Record:
                        if still(second.Value1) and second.Value1 is not None:
                            second.Value1.XAdvance = 0


def cut(source, target):
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "tnum"]
    options.name_IDs = [0, 13, 14]
    options.notdef_outline = True
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=WANTED)
    cutter.subset(font)
    calm(font)
    subset.save_font(font, target, options)


def main():
    for old in TARGET.glob("*.woff2"):
        old.unlink()
    for package, weights in FACES.items():
        family = package.split("@")[0]
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["npm", "pack", "--silent", "@fontsource/" + package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            (archive,) = pathlib.Path(folder).glob("*.tgz")
            with tarfile.open(archive) as files:
                files.extractall(folder)
            for weight in weights:
                for letters in ("latin", "vietnamese"):
                    target = TARGET / f"{family}-{letters}-{weight}.woff2"
                    cut(f"{folder}/package/files/{family}-{letters}-{weight}-normal.woff2", target)
                    print(target.name, target.stat().st_size)


if __name__ == "__main__":
    main()
