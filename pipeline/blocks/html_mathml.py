"""Formulas in MathML as TeX, for pages that bring no TeX of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

__all__ = ["tex_of_mathml"]

_DEEPEST = 60
_SIGNS = {
    "×": r"\times", "·": r"\cdot", "⋅": r"\cdot", "÷": r"\div", "±": r"\pm", "∓": r"\mp", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx",
    "≡": r"\equiv", "∼": r"\sim", "∝": r"\propto", "∞": r"\infty", "∂": r"\partial", "∇": r"\nabla", "∑": r"\sum", "∏": r"\prod", "∫": r"\int",
    "∮": r"\oint", "√": r"\surd", "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup", "∩": r"\cap", "∅": r"\emptyset",
    "∀": r"\forall", "∃": r"\exists", "¬": r"\neg", "∧": r"\wedge", "∨": r"\vee", "→": r"\to", "←": r"\leftarrow", "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow", "↦": r"\mapsto", "…": r"\dots", "⋯": r"\cdots", "′": "'", "−": "-", "∗": "*", "∘": r"\circ", "⟨": r"\langle",
    "⟩": r"\rangle", "‖": r"\|", "ℏ": r"\hbar", "ℓ": r"\ell", "ℝ": r"\mathbb{R}", "ℂ": r"\mathbb{C}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}",
    "ℚ": r"\mathbb{Q}", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "",
}
_GREEK = dict(zip(
    "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩϵϑϕϖϱς",
    (
        "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon varphi chi psi omega "
        "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega epsilon vartheta phi varpi varrho varsigma"
    ).split(), strict=True,
))
_FUNCTIONS = frozenset(
    "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log ln exp lim max min sup inf det dim ker gcd arg deg".split()
)
_ACCENTS = {
    "¯": "bar", "‾": "overline", "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "→": "vec", "⃗": "vec", "˙": "dot", "¨": "ddot",
    "⏞": "overbrace",
}
_SILENT = frozenset({"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark"})


def tex_of_mathml(node: LexborNode) -> str:
    """The TeX of a ``math`` element; empty where there is nothing in it."""
    return " ".join(_row(node, 0).split())


def _row(node: LexborNode, depth: int) -> str:
    out = ""
    for child in _children(node):
        piece = _piece(child, depth + 1)
        # A command ends at the next letter, unless something parts them.
        out += f" {piece}" if out and piece[:1].isalpha() and _ends_in_command(out) else piece
    return out


def _ends_in_command(tex: str) -> bool:
    return tex[-1].isalpha() and "\\" in tex and tex[tex.rindex("\\") + 1:].isalpha()


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        if child.is_element_node or child.is_text_node and (child.text_content or "").strip():
            yield child
        child = child.next


def _piece(node: LexborNode, depth: int) -> str:
    name = (node.tag or "").removeprefix("mml:")
    if node.is_text_node or depth > _DEEPEST:
        return _words(node)
    if name in _SILENT:
        return ""
    if (made := _TEX.get(name)) is not None:
        parts = [_piece(child, depth + 1) for child in _children(node)]
        return made(parts) if len(parts) >= _LEAST.get(name, 1) else "".join(parts)
    if name in _LEAVES:
        return _LEAVES[name](_words(node))
    return _fenced(node, depth) if name == "mfenced" else _row(node, depth)


def _words(node: LexborNode) -> str:
    return " ".join(((node.text_content if node.is_text_node else node.text()) or "").split())


def _identifier(text: str) -> str:
    if text in _FUNCTIONS:
        return f"\\{text}"
    if len(text) == 1:
        return f"\\{_GREEK[text]}" if text in _GREEK else _SIGNS.get(text, text)
    return f"\\mathrm{{{text}}}" if text.isalpha() else _number(text)


def _number(text: str) -> str:
    return "".join(_SIGNS.get(char, char) for char in text)


def _operator(text: str) -> str:
    return f"\\{text}" if text in _FUNCTIONS else _number(text)


def _braced(tex: str) -> str:
    return f"{{{tex}}}"


def _base(tex: str) -> str:
    """What carries an index, in braces where it is more than one thing."""
    return tex if len(tex) <= 1 or tex[0] == "\\" and tex[1:].isalpha() else _braced(tex)


def _over(parts: list[str]) -> str:
    mark = parts[1].strip()
    if mark in _ACCENTS or mark == r"\to":
        return f"\\{_ACCENTS.get(mark, 'vec')}{_braced(parts[0])}"
    return f"{parts[0]}^{_braced(mark)}" if parts[0] in _LIMITED else f"\\overset{_braced(mark)}{_braced(parts[0])}"


def _under(parts: list[str]) -> str:
    return f"{parts[0]}_{_braced(parts[1])}" if parts[0] in _LIMITED else f"\\underset{_braced(parts[1])}{_braced(parts[0])}"


_LIMITED = frozenset({r"\sum", r"\prod", r"\int", r"\oint", r"\lim", r"\max", r"\min", r"\sup", r"\inf", r"\cup", r"\cap"})


def _fenced(node: LexborNode, depth: int) -> str:
    attributes = node.attributes
    inside = [_piece(child, depth + 1) for child in _children(node)]
    opening, closing = attributes.get("open", "("), attributes.get("close", ")")
    return _number(opening or "") + (attributes.get("separators", ",") or "")[:1].join(inside) + _number(closing or "")


_TEX: dict[str, Callable[[list[str]], str]] = {
    "msup": lambda p: f"{_base(p[0])}^{_braced(p[1])}", "msub": lambda p: f"{_base(p[0])}_{_braced(p[1])}",
    "msubsup": lambda p: f"{_base(p[0])}_{_braced(p[1])}^{_braced(p[2])}", "mfrac": lambda p: f"\\frac{_braced(p[0])}{_braced(p[1])}",
    "msqrt": lambda p: f"\\sqrt{_braced(''.join(p))}", "mroot": lambda p: f"\\sqrt[{p[1]}]{_braced(p[0])}", "mover": _over, "munder": _under,
    "munderover": lambda p: f"{p[0]}_{_braced(p[1])}^{_braced(p[2])}", "mtable": lambda p: "\\begin{matrix}" + r" \\ ".join(p) + "\\end{matrix}",
    "mtr": " & ".join, "mlabeledtr": lambda p: " & ".join(p[1:]), "menclose": lambda p: f"\\boxed{_braced(''.join(p))}",
}
_LEAST = {"msup": 2, "msub": 2, "msubsup": 3, "mfrac": 2, "mroot": 2, "mover": 2, "munder": 2, "munderover": 3}
_LEAVES: dict[str, Callable[[str], str]] = {
    "mi": _identifier, "mn": _number, "mo": _operator, "mtext": lambda text: f"\\text{{{text}}}" if text else "",
    "ms": lambda text: f"\\text{{{text}}}", "mspace": lambda text: " ",
}
