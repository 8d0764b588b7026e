"""Write the reviews of the example archive anew, after its answers or documents were edited.

    .venv/bin/python docs/renew_example_reviews.py

Sections 3 and 5 are reviewed, section 4 in parts: a newcomer sees both states. The review bears
the digest of what it approves, so it cannot be written by hand.
"""

import re
import sys
from pathlib import Path

from iso16363.fingerprint import reviewed_digest
from iso16363.workspace.site_files import load_site
from iso16363.workspace.writing import write_text

EXAMPLE = Path(__file__).resolve().parent.parent / "templates" / "example"
REVIEWED = ("3.", "4.1", "4.4", "4.5", "4.6", "5.")
REVIEWERS = ("quality-lead", "head-of-archive")
DAY = "2026-11-10"


def main() -> int:
    """Replace every review line by one with the present digest."""
    loaded = load_site(EXAMPLE)
    if loaded.assessment is None:
        return 1
    site = loaded.assessment
    for name, text in loaded.texts.items():
        if not name.startswith("evidence/"):
            continue
        blocks = re.split(r'(?m)^(?=")', re.sub(r"(?m)^  review: .*\n", "", text))
        for index, block in enumerate(blocks):
            key = re.match(r'"([\d.]+)":', block)
            if key is None or not key[1].startswith(REVIEWED):
                continue
            answer = site.answers[key[1]]
            if not answer.applicable:
                continue
            by = next(role for role in REVIEWERS if role != answer.owner)
            digest = reviewed_digest(key[1], site)
            line = f'  review: {{by: {by}, on: {DAY}, digest: "{digest}"}}\n'
            blocks[index] = block.rstrip("\n") + "\n" + line + block[len(block.rstrip("\n")) + 1 :]
        write_text(EXAMPLE / name, "".join(blocks))
    return 0


if __name__ == "__main__":
    sys.exit(main())
