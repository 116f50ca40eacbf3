"""Put changed diagrams and forms in operation: choose files, read the findings, confirm."""

import base64
import json
import zlib
from collections.abc import Mapping

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.definitions.findings import Finding, Severity
from app.errors import RejectedDeploymentError
from app.messages import gettext as _
from app.pages.diagrams import DiagramView
from app.pages.site import context, pages
from app.usecases import deployments
from app.usecases.access import PROCESSAGARE, require
from app.usecases.deployments import Deployment

MAX_BYTES = 20_000_000  # of the files together, unpacked
# The diagrams of files that are not deployed yet travel in the page itself.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

Files = Mapping[str, bytes]


@pages.get("/processer/lagg-in")
def deploy() -> ResponseReturnValue:
    """Choose files. Who may not deploy is told so before, not after."""
    require(context().actor, "driftsätta", roles=[PROCESSAGARE])
    return render_template("processes/deploy.html", checked=False)


@pages.post("/processer/lagg-in")
def deploy_sent() -> ResponseReturnValue:
    """Check the files that were chosen, or deploy those that were checked."""
    if request.form.get("gor") == "driftsatt":
        return _deploy(unpack(request.form.get("paket", "")))
    files = {
        upload.filename.replace("\\", "/").rpartition("/")[2]: upload.read()
        for upload in request.files.getlist("filer")
        if upload.filename
    }
    if not files:
        error = _("Välj minst en fil.")
        return render_template(
            "processes/deploy.html", checked=False, errors={"filer": error}, problems=[("filer", error)]
        ), 422
    return _checked(files, deployments.check(context(), files))


def _deploy(files: Files) -> ResponseReturnValue:
    if not files:
        return redirect(url_for("pages.deploy"))
    name = _("Inlagt på sidan Processer")
    try:
        done = deployments.deploy(context(), Deployment(name=name, files=files, source="pages"))
    except RejectedDeploymentError as error:
        found = error.fields.get("findings", ())
        return _checked(files, found if isinstance(found, tuple) else ())
    if not done.definitions:
        flash(_("Filerna är inlagda. Ingen process har ändrats."), "success")
        return redirect(url_for("pages.process_list"))
    new = ", ".join(_("{name} version {version}", name=each.name, version=each.version) for each in done.definitions)
    flash(
        _("I drift nu: {new}. Nya ärenden går enligt den; de som pågår fortsätter i sin version.", new=new), "success"
    )
    return redirect(url_for("pages.process", definition_id=done.definitions[0].id))


def _checked(files: Files, findings: tuple[Finding, ...]) -> ResponseReturnValue:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    page = render_template(
        "processes/deploy.html",
        checked=True,
        summary=_summary(files, findings, errors),
        findings=[_shown(finding) for finding in findings],
        diagrams=[_diagram(name, data, findings) for name, data in files.items() if name.endswith(".bpmn")],
        may_confirm=not errors,
        package=pack(files) if not errors else "",
    )
    response = make_response(page, 422 if errors else 200)
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _summary(files: Files, findings: tuple[Finding, ...], errors: list[Finding]) -> str:
    names = ", ".join(sorted(files))
    if errors:
        return _("{names}: {n} fel måste rättas innan det går att driftsätta.", names=names, n=len(errors))
    if findings:
        text = _("{names}: inga fel, men {n} varningar. Läs dem innan du driftsätter.", names=names, n=len(findings))
        return text
    return _("{names}: inga fel hittades. Ingenting är driftsatt ännu.", names=names)


def _shown(finding: Finding) -> dict[str, object]:
    where = [finding.file, finding.element]
    if finding.line:
        where.append(_("rad {line}", line=finding.line))
    return {
        "severe": finding.severity is Severity.ERROR,
        "text": finding.swedish,
        "where": ", ".join(part for part in where if part),
        "hint": finding.hint,
        "element": finding.element,
    }


def _diagram(name: str, data: bytes, findings: tuple[Finding, ...]) -> dict[str, object]:
    noted: dict[str, int] = {}
    for finding in findings:
        if finding.file == name and finding.element:
            noted[finding.element] = noted.get(finding.element, 0) + 1
    href = "data:application/xml;base64," + base64.b64encode(data).decode("ascii")
    view = DiagramView(f"fynd-{name}", href, _("Diagrammet i {name}", name=name), {"noted": noted})
    return {"file": name, "view": view}


def pack(files: Files) -> str:
    """The files in a hidden field, so that exactly what was checked is what is deployed."""
    plain = json.dumps({name: base64.b64encode(data).decode("ascii") for name, data in files.items()})
    return base64.b64encode(zlib.compress(plain.encode("ascii"), 9)).decode("ascii")


def unpack(package: str) -> Files:
    """The files again; none when the field is not ours or unpacks to more than an upload may be."""
    try:
        inflating = zlib.decompressobj()
        plain = inflating.decompress(base64.b64decode(package, validate=True), MAX_BYTES)
        if inflating.unconsumed_tail:
            return {}
        return {str(name): base64.b64decode(text) for name, text in json.loads(plain).items()}
    except (ValueError, zlib.error, AttributeError, TypeError):
        return {}
