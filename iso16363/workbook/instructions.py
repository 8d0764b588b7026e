"""What the sheet Read me tells people who never saw the tool: one text for each paragraph."""

from typing import Final

from iso16363.language import marked, say, spoken
from iso16363.model.variant import Variant
from iso16363.resources import ENGLISH
from iso16363.workbook.sheet_names import told

Chapter = tuple[str, tuple[str, ...]]
"""A title and its paragraphs."""
PART: Final = marked(
    "Only its rows are shown on {criteria}, {evidence}, {background}, {actions} and {audit}. The other rows are still "
    "in the file, hidden and locked, so that every figure is that of the whole site. Edits in them, or on the sheet "
    "{cover}, are refused when the workbook is read back. {documents} and all empty rows are open. These five sheets "
    "can be filtered; to sort them, lift the protection first. A filter that is cleared may show the hidden rows."
)
RETURNED: Final = marked(
    "This is your work on top of the site's files of today. Nothing of it is in the site's files yet. Look at the "
    "marked cells, then send the workbook back as before; you need not do anything twice."
)
_WHOLE: Final = marked(
    "The whole self-assessment of one repository: every criterion with its answer, the evidence cited for it, the "
    "register of documents, the actions that close gaps, and the figures that follow. It does not certify anything, "
    "and it comes neither from ISO nor from CCSDS. Criteria are in our own words; the standard itself is binding."
)
_ONE_PART: Final = marked(
    "One person's part of the self-assessment of one repository: every criterion with its answer, the evidence cited "
    "for it, the register of documents, the actions that close gaps, and the figures that follow. It does not certify "
    "anything, and it comes neither from ISO nor from CCSDS. Criteria are in our own words; the standard itself is "
    "binding."
)
_OUTSIDE: Final = marked(
    "It shows what its readers may see. What is withheld says so at its place, and how it can be inspected. It is to "
    "be read: changes made in it cannot be read back."
)
_FOR_AUDITOR: Final = marked(
    "It shows what you may see. What is withheld says so at its place, and how you can inspect it. Your requests and "
    "findings come back to the site in this file; there is nothing else for you to install or to fill in."
)
_AUDITOR_WRITES: Final = (
    marked(
        "1. Only the white cells of the sheet {audit} are yours. Everything else in this workbook is the site's, and "
        "locked. Remarks elsewhere are not read: write them as a request."
    ),
    marked(
        "2. A new request, area of concern or finding goes into an empty row of {audit}: choose its kind, write what "
        "you ask for or found, and the day on which you raise it. Name the criteria it is about, the evidence you "
        "saw, and when you want it answered. Leave Id empty: the row is numbered when the workbook is read back."
    ),
    marked(
        "3. The site answers beside it, and sets the state to answered. Say what you think of the answer under "
        "Verdict, then set the state: closed, with the day under Closed on; open again; or withdrawn. Before you close "
        "a nonconformity, say under Effectiveness what showed you that the corrective action works."
    ),
    marked("4. Nothing is deleted: to take something back, set its state to withdrawn."),
)
_AUDITOR_RETURNS: Final = (
    marked(
        "Save it as .xlsx under any name and send it to the site. Filtering, hiding and widening columns do no harm. "
        "Several auditors may work in copies of their own; all of them can be read back, in any order."
    ),
    marked(
        'It is read back with "iso16363 workbook import", which takes over your cells of {audit} and nothing else. '
        "What you changed anywhere else is shown to the site and refused, except computed cells, which are made anew. "
        "What cannot be taken over is not dropped: the workbook comes back to you with the cells marked and the "
        "reasons on this sheet."
    ),
)
_AUDITOR_LOCKED: Final = marked(
    "White cells can be filled in; grey cells are locked against slips, without a password. Pasting can get round the "
    "dropdowns, so paste only values that the dropdown offers."
)
_TO_FILL: Final = (
    # Translators: names in braces are names of sheets, as their tabs show them.
    marked("1. Start on the sheet {criteria}. The link at the top of that sheet goes to the next open criterion."),
    marked(
        '2. Write the response, then choose "documented" (is it written down, approved, current?) and '
        '"implemented" (is it done, and can it be shown?), 0 to 4. The note on the title of each column says what '
        "each level means; so does the sheet {lists}. **Two stars** make a word bold in the report, and a line that "
        "begins with a hyphen an item of a list."
    ),
    marked(
        "3. On {evidence}, check each candidate: open the document, say where in it, say what it shows, and set the "
        "state to confirmed. Candidates do not count. New citations go into the empty rows at the end."
    ),
    marked("4. A new document goes into an empty row of {documents} first, with a short id such as data-policy-2026."),
    marked("5. For every rating below the target, add an action with owner and due date on the sheet {actions}."),
    marked(
        "6. What the auditor asked for or found is on the sheet {audit}. Answer in the white cells of its row, then "
        "set its state to answered. A request that came by mail goes into an empty row."
    ),
    marked(
        "7. Whoever reviews an answer chooses their role under Approve as, on the sheet {criteria}. Nobody approves "
        "their own answer, nor one that is edited in the same workbook: its edits are read back first."
    ),
    marked(
        "To take out a row on {evidence}, {background}, {documents} or {actions}, empty all its cells; nothing is "
        "removed without asking. A criterion is never removed: set Applicable to no, with reason and approver."
    ),
)
_PROVIDED: Final = marked(
    "This site takes answers or documents from providers, such as an infrastructure it is a part of. What is theirs "
    "has their name beside it and counts like the rest, but is changed at the provider: edits in it are refused when "
    "the workbook is read back. Documents that {documents} lists for them can be cited by their whole id, such as "
    "network/charter."
)
_VALUES: Final = marked(
    "Values that a list offers, such as confirmed, are in English because they stand in the files like that. The sheet "
    "{lists} gives the word for each."
)
_TO_RETURN: Final = (
    marked(
        "Save it as .xlsx under any name and send it back to whoever gave it to you. Sorting, filtering, hiding and "
        "widening columns do no harm. Columns of your own are not read."
    ),
    marked(
        'It is read back with "iso16363 workbook import". The workbook remembers what was exported, so each change '
        "is shown first, field by field, and only what you changed is taken over, beside what others changed "
        "meanwhile. What cannot be taken over is not dropped: the workbook comes back with the cells marked and the "
        "reasons on this sheet."
    ),
)
_LOCKED: Final = marked(
    "White cells can be filled in; grey cells come from the catalogue or are computed. The sheets are protected "
    "against slips, without a password: Review, Unprotect Sheet lifts it, for example to sort the sheets {criteria} "
    "and {audit}, to open its folded columns with the + above them, or to add rows when the prepared ones are used up."
)
_SORTING: Final = marked("The other sheets can be sorted and filtered as they are.")
_ALSO_LOCKED: Final = (
    marked("Pasting can get round the dropdowns, so paste only values that the dropdown offers."),
    marked("An answer that was reviewed and is changed here says so at once, and its review lapses."),
)


def instructions(variant: Variant, *, whole: bool, inherits: bool = False) -> tuple[Chapter, ...]:
    """The chapters, in the language spoken, for whoever gets the workbook; of a whole one or a part.

    `inherits` says that the site has providers.
    """
    if variant is Variant.AUDITOR:
        return _for_auditor()
    if variant is Variant.PUBLIC:
        return ((say("What this is"), (say(_WHOLE), say(_OUTSIDE))),)
    locked = (told(_LOCKED), say(_SORTING)) if whole else (told(_LOCKED),)
    values = (told(_VALUES),) if spoken() != ENGLISH else ()
    if inherits:
        values = (told(_PROVIDED), *values)
    return (
        (say("What this is"), (say(_WHOLE if whole else _ONE_PART),)),
        (say("How to fill it"), (*map(told, _TO_FILL), *values)),
        (say("How to return it"), tuple(map(say, _TO_RETURN))),
        (say("What is locked"), (" ".join(locked), *map(say, _ALSO_LOCKED))),
    )


def _for_auditor() -> tuple[Chapter, ...]:
    values = (told(_VALUES),) if spoken() != ENGLISH else ()
    return (
        (say("What this is"), (say(_WHOLE), say(_FOR_AUDITOR))),
        (say("Where to write"), (*map(told, _AUDITOR_WRITES), *values)),
        (say("How to return it"), tuple(map(told, _AUDITOR_RETURNS))),
        (say("What is locked"), (say(_AUDITOR_LOCKED),)),
    )
