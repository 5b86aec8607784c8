"""Writing the addresses of pages: each route learns how when it is first asked."""

from collections.abc import Callable

from werkzeug.routing import Rule


class LateRule(Rule):
    """Werkzeug compiles two functions for each route, which write its address: for two hundred routes a tenth of a second at every
    start, while a page needs a dozen of them and a command none. Here each is compiled by its first call.

    The name is Werkzeug's own: were it to change, nothing would be lost but that time."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def first(rule: Rule, /, **values: object) -> tuple[str, str]:
            made = compile_now(append_unknown)
            setattr(rule, name, made.__get__(rule, None))
            return made(rule, **values)

        return first
