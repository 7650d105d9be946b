"""How the console looks: light, dark, sixteen colours, and without any colour."""

from collections.abc import Mapping

from textual.theme import Theme

from tui.language import N_

NAMES = {"dark": N_("深色"), "light": N_("浅色"), "ansi": N_("十六色"), "mono": N_("无色")}
NATIVE = {
    "line-cursor-color": "ansi_default",
    "line-cursor-background": "ansi_default",
    "line-cursor-style": "reverse",
    "bar-color": "ansi_default",
    "bar-background": "ansi_default",
    "bar-style": "reverse",
    "quiet": "ansi_default",
    "quiet-style": "none",
    "dialog-background": "ansi_default",
    "border": "ansi_default",
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "input-selection-background": "ansi_blue",
}
PLAIN = dict.fromkeys(("foreground", "background", "surface", "panel", "boost"), "ansi_default")
COLOURED = {"line-cursor-style": "bold", "bar-style": "none", "quiet-style": "none"}


def _theme(name: str, colours: Mapping[str, str], variables: Mapping[str, str], *, dark: bool, ansi: bool) -> Theme:
    return Theme(name=name, dark=dark, ansi=ansi, variables=dict(variables), **dict(colours))  # type: ignore[arg-type]


DARK = _theme(
    "dark",
    {"primary": "#6cb6ff", "secondary": "#8ddb8c", "warning": "#e5b567", "error": "#ff7b72", "success": "#7ee787",
     "accent": "#6cb6ff", "foreground": "#d6dbe1", "background": "#12161c", "surface": "#12161c", "panel": "#1d242e"},
    COLOURED | {"line-cursor-color": "#ffffff", "line-cursor-background": "#1f4f82", "bar-color": "#d6dbe1",
                "bar-background": "#1d2a3a", "quiet": "#8b96a5", "dialog-background": "#1d242e", "border": "#6cb6ff"},
    dark=True, ansi=False,
)  # fmt: skip
LIGHT = _theme(
    "light",
    {"primary": "#0b57a4", "secondary": "#1a7f37", "warning": "#8a5a00", "error": "#b3261e", "success": "#1a7f37",
     "accent": "#0b57a4", "foreground": "#1c2126", "background": "#ffffff", "surface": "#ffffff", "panel": "#eef2f6"},
    COLOURED | {"line-cursor-color": "#ffffff", "line-cursor-background": "#0b57a4", "bar-color": "#1c2126",
                "bar-background": "#dde6f0", "quiet": "#5b6673", "dialog-background": "#eef2f6", "border": "#0b57a4"},
    dark=False, ansi=False,
)  # fmt: skip
ANSI = _theme(
    "ansi",
    {"primary": "ansi_cyan", "secondary": "ansi_green", "warning": "ansi_yellow", "error": "ansi_red",
     "success": "ansi_green", "accent": "ansi_cyan"} | PLAIN,
    NATIVE, dark=True, ansi=True,
)  # fmt: skip
MONO = _theme(
    "mono",
    dict.fromkeys(("primary", "secondary", "warning", "error", "success", "accent"), "ansi_default") | PLAIN,
    NATIVE, dark=True, ansi=True,
)  # fmt: skip
THEMES = {theme.name: theme for theme in (DARK, LIGHT, ANSI, MONO)}


def suitable(environ: Mapping[str, str], wanted: str = "") -> str:
    """Return the wanted theme where the terminal can show it, else what it can: NO_COLOR none, few colours sixteen."""
    if "NO_COLOR" in environ:
        return "mono"
    rich = environ.get("COLORTERM", "") in {"truecolor", "24bit"} or environ.get("TERM", "").endswith("256color")
    known = wanted if wanted in THEMES else "dark"
    return known if rich or known in {"ansi", "mono"} else "ansi"
