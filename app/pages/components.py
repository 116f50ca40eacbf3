"""The GOV.UK components for templates: `{{ govuk.error_summary({...}) }}` calls the macro govukErrorSummary."""

from collections.abc import Callable
from typing import cast

from jinja2 import Environment, PackageLoader, PrefixLoader

_LIBRARY = "govuk_frontend_jinja"


class Components:
    """Finds a component's macro by its name in snake case; templates are compiled when first used."""

    def __init__(self) -> None:
        self._environment = Environment(loader=PrefixLoader({_LIBRARY: PackageLoader(_LIBRARY)}), autoescape=True)

    def __getattr__(self, name: str) -> Callable[..., str]:
        words = name.split("_")
        template = self._environment.get_template(f"{_LIBRARY}/components/{'-'.join(words)}/macro.html")
        macro = getattr(template.module, "govuk" + "".join(word.capitalize() for word in words))
        return cast(Callable[..., str], macro)
