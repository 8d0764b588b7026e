"""Verifies a package: reads it once, makes every check, and says in words what came out."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Final

from iso16363.infopackage import assessmentchecks, bagchecks, listchecks, packagechecks
from iso16363.infopackage.bag import tag_manifest_name
from iso16363.infopackage.bagchecks import Bag
from iso16363.infopackage.contents import ASSESSMENT, PAYLOAD
from iso16363.infopackage.hashing import Advance, checksums
from iso16363.infopackage.packagechecks import at
from iso16363.infopackage.packagedata import Contents, Shipped
from iso16363.infopackage.reading import PackageFiles
from iso16363.infopackage.signaturecheck import signature
from iso16363.infopackage.verification import About, CheckName, Outcome, Result, Verification, judged, passed_over

Watch = Callable[[int], AbstractContextManager[Advance]]
"""Shows how far a work of so many bytes has come."""

_NOT_SOUND: Final = "the archive cannot be trusted, so nothing in it was read."
_NO_PACKAGE: Final = "this is no package of a self-assessment."
_OF_PACKAGES: Final = (
    CheckName.SCHEMA,
    CheckName.IDENTITY,
    CheckName.STATUS,
    CheckName.CONTENT,
    CheckName.SIGN_OFF,
    CheckName.DOCUMENTS,
    CheckName.WITHHELD,
    CheckName.CATALOGUE,
)


def verified(package: PackageFiles, shipped: Shipped, watch: Watch) -> Verification:
    """Make every check. Nothing of the package is executed, rendered, or written anywhere."""
    container = _container(package)
    if not package.sound:
        rest = tuple(passed_over(check, _NOT_SOUND) for check in CheckName if check is not CheckName.CONTAINER)
        return Verification(package.outer, 0, 0, About(), None, (container, *rest))
    bag = bagchecks.read_bag(package)
    size = sum(package.sizes.values())
    with watch(size) as advance:
        bag.sums = checksums(package, bagchecks.wanted_sums(bag), advance)
    contents = Contents(bag, shipped)
    of_bag = tuple(_of_bag(bag))
    intact = all(result.outcome is not Outcome.FAILS for result in of_bag)
    results = (container, *of_bag, *_of_package(contents), signature(bag, intact=intact))
    fingerprint = bag.sha256(tag_manifest_name("sha256"))
    return Verification(package.outer, len(package.sizes), size, _about(contents), fingerprint, results)


def _container(package: PackageFiles) -> Result:
    says = "Plain files only, with safe names that every system tells apart."
    return judged(CheckName.CONTAINER, says, package.findings)


def _of_bag(bag: Bag) -> Iterator[Result]:
    yield bagchecks.declaration(bag)
    yield bagchecks.complete(bag)
    yield bagchecks.matching(bag)
    yield bagchecks.tag_files(bag)
    yield bagchecks.size(bag)


def _of_package(contents: Contents) -> Iterator[Result]:
    yield packagechecks.package(contents.bag)
    if f"{PAYLOAD}/{ASSESSMENT}" not in contents.bag.package.sizes:
        yield from (passed_over(check, _NO_PACKAGE) for check in _OF_PACKAGES)
        return
    yield assessmentchecks.schema(contents)  # first, for the others read what it has found sound
    yield packagechecks.identity(contents)
    yield packagechecks.status(contents)
    yield assessmentchecks.content(contents)
    yield assessmentchecks.sign_off(contents)
    yield listchecks.documents(contents)
    yield listchecks.withheld(contents)
    yield listchecks.catalogue(contents)


def _about(contents: Contents) -> About:
    data, bag = contents.assessment or {}, contents.bag
    title, edition = at(data, "site", "name"), at(data, "edition", "title")
    return About(
        site=bag.said("ISO16363-Site"),
        title=title if isinstance(title, str) else bag.said("Source-Organization"),
        edition=edition if isinstance(edition, str) else bag.said("ISO16363-Edition"),
        variant=bag.said("ISO16363-Variant"),
        status=bag.said("ISO16363-Status"),
        made=bag.said("Bagging-Date"),
        by=bag.said("Bag-Software-Agent"),
    )
