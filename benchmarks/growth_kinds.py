"""Kinds of input whose cost might grow faster than their size: plain text (``txt-…``), HTML (``html-…``), Markdown (``md-…``), JSON lines
(``json-…``), mail (``mail-…``), feeds (``feed-…``) and articles in XML (``xml-…``), one source each."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["KINDS", "SUFFIXES", "make"]

SENTENCE = "The lane begins at the quay and follows the sea wall for an hour, and there it comes to an end. "
TITLE = "A title\n\n"
OPENING = f"{TITLE}{SENTENCE}\n\n"
PAGE = f"<html><body><h1>A title</h1><p>{SENTENCE}</p>"
HEAD = "<html><body><h1>A title</h1>"
END = "</body></html>"


def _repeated(before: str, piece: str, after: str = "") -> Callable[[int], str]:
    return lambda size: before + (piece * (size // len(piece) + 1))[:size] + after


def _counted(before: str, piece: Callable[[int], str], after: str = "") -> Callable[[int], str]:
    def text(size: int) -> str:
        pieces: list[str] = []
        length = number = 0
        while length < size:
            pieces.append(piece(number))
            length += len(pieces[-1])
            number += 1
        return before + "".join(pieces) + after
    return text


def _figures(n: int) -> str:
    return f"{SENTENCE}Of {n} boats {n * 7919 % 10007} were out and {n * 31337 % 99991} at home.\n\n"


def _opened(n: int) -> str:
    return f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"


_TEXT: dict[str, Callable[[int], str]] = {
    "txt-blank": _repeated(TITLE + SENTENCE, "\n", SENTENCE),
    "txt-oneline": _repeated(TITLE, SENTENCE),
    "txt-sameline": _repeated(TITLE, SENTENCE + "\n"),
    "txt-sameline-blank": _repeated(TITLE, SENTENCE + "\n\n"),
    "txt-shortlines": _counted(TITLE, lambda n: f"w{n}\n"),
    "txt-shortlines-blank": _counted(TITLE, lambda n: f"word {n}\n\n"),
    "txt-paras": _counted(TITLE, _figures),
    "txt-lt": _repeated(OPENING, "<"),
    "txt-amp": _repeated(OPENING, "&"),
    "txt-lt-lines": _repeated(OPENING, "< a <\n"),
    "txt-amp-ent": _repeated(OPENING, "&amp;nbsp "),
    "txt-tags": _repeated(OPENING, "one <b>two</b> three<br>"),
    "txt-comments": _repeated(OPENING, "<!-- "),
    "txt-reply": _repeated(OPENING, "Leave a Reply\n\n"),
    "txt-reply-mixed": _counted(OPENING, lambda n: f"Leave a Reply\n\nReader {n} says\n\n{SENTENCE}{n}\n\n"),
    "txt-mojibake": _repeated(OPENING, "Itâ€™s a cafÃ© and itâ€™s shut. "),
    "txt-mojibake-lines": _repeated(OPENING, "Itâ€™s a cafÃ© and itâ€™s shut.\n\n"),
    "txt-illegible": _repeated(OPENING, "The mark \ufffd  stands for a letter. "),
    "txt-letters": _repeated(OPENING, "й"),
    "txt-spaces": _repeated(OPENING, " ", SENTENCE),
    "txt-tabs": _repeated(TITLE, "a\tb\tc\n"),
    "txt-pipes": _repeated(TITLE, "a | b | c | d\n"),
    "txt-hyphen": _counted(TITLE, lambda n: f"The lane begins at the quay and follows the sea wall for an ho{n}-\nur or so\n"),
    "txt-soft-hyphen": _counted(TITLE, lambda n: f"The lane begins at the quay and follows the sea wall {n} for an ho\u00ad\nur or so\n"),
    "txt-pages": _counted(TITLE, lambda n: f"{SENTENCE}\nTHE QUAY ANNUAL   {n}\n\f"),
    "txt-escapes": _repeated(OPENING, "Br\\u00fccke\\n"),
    "txt-garbled": _repeated(OPENING, "п©п╬я┌п╬п╪я┐ "),
    "txt-brackets": _repeated(OPENING, "([{"),
    "txt-quotes": _repeated(OPENING, "“«\""),
    "txt-urls": _repeated(TITLE, "http://sea.example/a?b=c "),
    "txt-digits": _repeated(OPENING, "1234567890"),
    "txt-dates": _repeated(OPENING, "12 March 2010 "),
    "txt-authors": _counted(OPENING, lambda n: f"Author(s)\n\nAda Quill\n\nUniversity of Wexley {n}\n\n"),
    "txt-credits": _counted(OPENING, lambda n: f"文・写真＝山田花子{n}\n\n"),
    "txt-datelines": _counted(OPENING, lambda n: f"{n % 28 + 1} March {1900 + n % 120}\n"),
    "txt-list": _counted(OPENING, lambda n: f"{n + 1}. item {n}\n"),
    "txt-comma": _repeated(OPENING, " ,"),
    "txt-dots": _repeated(OPENING, "."),
    "txt-dash": _repeated(OPENING, "-"),
    "txt-word": _repeated(OPENING, "a"),
    "txt-upper": _repeated(OPENING, "A"),
    "txt-at": _repeated(OPENING, "a@"),
    "txt-combining": _repeated(OPENING, "a\u0301"),
    "txt-cr": _repeated(TITLE, "word and word\r"),
    "txt-separators": _repeated(TITLE, "word and word\u2028"),
    "txt-nul": _counted(TITLE, lambda n: f"{SENTENCE}{n} with \x01 in it.\n\n"),
    "txt-footnotes": _counted(OPENING, lambda n: f"A word[{n}] and [{n}] a note.\n\n"),
    "txt-doubles": _counted(TITLE, lambda n: f"Caption number {n % 1000} of a photograph of the quay. Photo: A. Person\n\n"),
}

_HTML: dict[str, Callable[[int], str]] = {
    "html-unclosed": _repeated(PAGE, "<div>"),
    "html-unclosed-b": _repeated(PAGE, "<b>x"),
    "html-unclosed-p": _counted(HEAD, lambda n: f"<p>{SENTENCE}{n}"),
    "html-unclosed-span": _repeated(PAGE, "<span class=a>x"),
    "html-unclosed-mark": _repeated(PAGE, "<span class=author>x"),
    "html-a": _repeated(PAGE, "<a href=x>y"),
    "html-lt": _repeated(PAGE, "<"),
    "html-amp": _repeated(PAGE, "&"),
    "html-table": _repeated(PAGE + "<table>", "<tr><td>a</td><td>b</td></tr>", "</table>" + END),
    "html-table-onerow": _repeated(PAGE + "<table><tr>", "<td>a</td>", "</tr></table>" + END),
    "html-table-nest": _repeated(PAGE, "<table><tr><td>"),
    "html-attrs": _counted(HEAD + "<p ", lambda n: f"a{n}=b ", f">{SENTENCE}</p>{END}"),
    "html-class": _counted(HEAD + "<p class='", lambda n: f"c{n} ", f"'>{SENTENCE}</p>{END}"),
    "html-p": _counted(HEAD, lambda n: f"<p>{SENTENCE}{n}</p>", END),
    "html-short": _repeated(PAGE, "<p>x</p>", END),
    "html-br": _repeated(PAGE + "<p>", "x<br>", "</p>" + END),
    "html-br-bold": _repeated(PAGE + "<p>", "<b>x</b><br>", "</p>" + END),
    "html-li": _repeated(PAGE, "<ul><li>x"),
    "html-blockquote": _repeated(PAGE, "<blockquote>x"),
    "html-comment": _repeated(PAGE, "<!-- x -->"),
    "html-comment-open": _repeated(PAGE, "<!--"),
    "html-cdata-open": _repeated("<?xml version='1.0'?>" + PAGE, "<![CDATA["),
    "html-script-open": _repeated(PAGE, "<script>"),
    "html-style-open": _repeated(PAGE, "<svg><style>"),
    "html-noscript": _repeated(PAGE, "<noscript>"),
    "html-template": _repeated(PAGE, "<div><template shadowrootmode=open><slot></slot></template>x"),
    "html-slots": _counted(PAGE + "<div><template shadowrootmode=open>", lambda n: f"<slot name=s{n}></slot>", "</template></div>" + END),
    "html-quote": _repeated(PAGE, "<p x=\""),
    "html-eq": _repeated(PAGE + "<p ", "="),
    "html-img": _repeated(PAGE, "<img src=x alt=y>"),
    "html-img-near": _repeated(PAGE + "<p>", "x<img src=x alt=y>"),
    "html-reply": _repeated(PAGE, "<h3>Leave a Reply</h3>", END),
    "html-jsonld": _repeated("<html><head><script type='application/ld+json'>", "{\"a\":", "</script></head><body><p>" + SENTENCE + END),
    "html-meta": _counted("<html><head>", lambda n: f"<meta name='author' content='A{n}'>", f"</head><body><p>{SENTENCE}{END}"),
    "html-authors": _counted(HEAD, lambda n: f"<p>Author(s)</p><p>Ada Quill{n}</p><p>University of Wexley</p>", f"<p>{SENTENCE}</p>{END}"),
    "html-frames": _counted(PAGE, lambda n: f"<iframe srcdoc='<p>{SENTENCE}{SENTENCE}{SENTENCE}{n}'></iframe>", END),
    "html-h2": _counted(PAGE, lambda n: f"<h{n % 5 + 2}>Head {n}</h{n % 5 + 2}><p>{SENTENCE}{n}</p>", END),
    "html-times": _counted(PAGE + "<p>", lambda n: f"<time datetime='{1990 + n % 30}-03-{n % 28 + 1:02}'>1 March</time> ", "</p>" + END),
    "html-title-parts": _repeated("<html><head><title>", "word | word - ", f"</title></head><body><h1>word</h1><p>{SENTENCE}{END}"),
    "html-ruby": _repeated(PAGE + "<p>", "<ruby>a<rt>b", "</p>" + END),
    "html-figure": _counted(PAGE, lambda n: f"<figure><img src=a{n}><figcaption>Cap {n}</figcaption></figure>", END),
    "html-sup": _counted(PAGE + "<p>", lambda n: f"word<sup><a href='#n{n}'>{n}</a></sup> ", "</p>" + END),
    "html-sup-open": _counted(PAGE + "<p>", lambda n: f"<sup><a href='#n{n}'>{n}</a>", "</p>" + END),
    "html-tooltips": _counted(
        PAGE + "<p>", lambda n: f"word<sup><a href='#n{n}'>{n}</a></sup><span class=a>A note {n}.</span><i id=n{n}>A note {n}.</i>", "</p>" + END,
    ),
    "html-tooltips-open": _counted(PAGE + "<p>", lambda n: f"word<sup><a href='#n'>{n}</a></sup><span class=a>", "</p>" + END),
    "html-title": _repeated("<html><head><title>", "word ", f"</title></head><body><p>{SENTENCE}{END}"),
    "html-formatting": _repeated(PAGE, "<b><i><p>x</b>"),
    "html-entities": _repeated(PAGE + "<p>", "&eacute;&amp;&#39;", "</p>" + END),
    "html-math": _repeated(PAGE + "<p>", "<math><mi>x</mi></math>", "</p>" + END),
    "html-math-nest": _repeated(PAGE + "<p>", "<math><mrow>"),
    "html-dollars": _repeated(PAGE + "<p>", "\\(x$y$ ", "</p>" + END),
    "html-pre-line": _repeated(PAGE + "<p style='white-space:pre-line'>", "x y\n", "</p>" + END),
    "html-hidden": _repeated(PAGE + "<p>", "<span style='display:none'>x"),
    "html-mojibake": _repeated(PAGE, "<p title='cafÃ©'>Itâ€™s a cafÃ©</p>"),
}

_MARKDOWN: dict[str, Callable[[int], str]] = {
    "md-notes": _counted("# A title\n\n", lambda n: f"A word[^{n}] of the text.\n\n[^{n}]: A note.\n\n"),
    "md-notes-nested": _repeated("# A title\n\n", "[^a]: "),
    "md-open": _repeated("# A title\n\n", "["),
    "md-brackets": _repeated("# A title\n\n", "[a]("),
    "md-pairs": _repeated("# A title\n\n", "[a] "),
    "md-images": _repeated("# A title\n\n", "![a"),
    "md-stars": _repeated("# A title\n\n", "*a _b "),
    "md-ticks": _counted("# A title\n\n", lambda n: "`" * (n % 400 + 1) + "a"),
    "md-quotes": _repeated("# A title\n\n", "> a\n\n"),
    "md-nested": _repeated("# A title\n\n", ">>>>>>>>>>>>>>>>>> a\n"),
    "md-list": _counted("# A title\n\n", lambda n: f"{'  ' * (n % 12)}- item {n}\n"),
    "md-table": _counted("# A title\n\n| a | b |\n|---|---|\n", lambda n: f"| {n} | word |\n"),
    "md-references": _counted("# A title\n\n", lambda n: f"[a{n}]: https://sea.example/{n}\n\nSee [a{n}] and so on.\n\n"),
    "md-tags": _repeated("# A title\n\n", "<a <b "),
    "md-comments": _repeated("# A title\n\n", "a <!-- "),
    "md-line": _repeated("# A title\n\n", SENTENCE),
    "md-paras": _counted("# A title\n\n", _figures),
}

RECORD = '{"url": "https://sea.example/a", "title": "A title", '
LETTER = "From: Ada Quill <ada@sea.example>\nTo: list@sea.example\nDate: Fri, 12 Mar 2010 10:00:00 +0000\nSubject: A title\nMIME-Version: 1.0\n"
ENTRY = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>A title</title><link>https://sea.example/a</link>"
JATS = "<article><front><article-meta><title-group><article-title>A title</article-title></title-group></article-meta></front><body>"

_READ: dict[str, Callable[[int], str]] = {
    "json-text": _counted(RECORD + '"text": "', lambda n: _figures(n).replace("\n", "\\n"), '"}\n'),
    "json-html": _counted(RECORD + '"html": "', lambda n: f"<p>{SENTENCE}{n}</p>", '"}\n'),
    "json-escapes": _counted(RECORD + f'"text": "{SENTENCE}', lambda n: "\\u00e9t\\u00e9 ", '"}\n'),
    "json-surrogates": _counted(RECORD + f'"text": "{SENTENCE}', lambda n: "\\ud800 ", '"}\n'),
    "json-parts": _counted(RECORD + '"paragraphs": [', lambda n: f'"{SENTENCE}{n}", ', f'"{SENTENCE}"]}}\n'),
    "json-keys": _counted(RECORD, lambda n: f'"k{n}": {n}, ', f'"text": "{SENTENCE}"}}\n'),
    "json-authors": _counted(RECORD + '"authors": [', lambda n: f'"Ada Quill{n}", ', f'"Bo Rusk"], "text": "{SENTENCE}"}}\n'),
    "json-tags": _counted(RECORD + '"tags": [', lambda n: f'"tag {n}", ', f'"sea"], "text": "{SENTENCE}"}}\n'),
    "json-deep": _repeated(RECORD + f'"text": "{SENTENCE}", "a": ', "[", "\n"),
    "json-open": _repeated(RECORD + '"text": "', SENTENCE),
    "json-braces": _repeated(RECORD + f'"text": "{SENTENCE}"', "}{", "\n"),
    "mail-text": _counted(LETTER + "\n", _figures),
    "mail-quoted": _counted(
        LETTER + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n", lambda n: "=C3=A9t=C3=A9 =\n",
    ),
    "mail-flowed": _repeated(LETTER + "Content-Type: text/plain; format=flowed; delsp=yes\n\n", "The lane begins at the quay and \n"),
    "mail-answers": _counted(LETTER + "\n", lambda n: f"{'> ' * (n % 30)}{SENTENCE}{n}\n"),
    "mail-html": _counted(LETTER + "Content-Type: text/html; charset=utf-8\n\n", lambda n: f"<p>{SENTENCE}{n}</p>\n"),
    "mail-headers": _counted(LETTER, lambda n: f"X-{n}: a\n", f"\n{SENTENCE}\n"),
    "mail-folded": _counted(LETTER + "References:", lambda n: " <a@sea.example>\n", f"\n{SENTENCE}\n"),
    "mail-words": _counted(LETTER + "Comments:", lambda n: " =?utf-8?q?=C3=A9?=\n", f"\n{SENTENCE}\n"),
    "mail-people": _counted(LETTER + "Cc:", lambda n: " Bo <bo@sea.example>,\n", f" x@sea.example\n\n{SENTENCE}\n"),
    "mail-subject": _counted(LETTER.replace("A title", "A title" + " (=?utf-8?q?=C3=A9?=" * 3), lambda n: " =?utf-8?b?w6k=?=\n", f"\n{SENTENCE}\n"),
    "mail-parts": _counted(LETTER + "Content-Type: multipart/mixed; boundary=b\n\n", lambda n: f"--b\n\n{SENTENCE}{n}\n", "--b--\n"),
    "mail-nested": _counted(LETTER, _opened, f"\n{SENTENCE}\n"),
    "mail-nested-lines": _repeated(LETTER + "".join(map(_opened, range(40))) + "\n", "x\n"),
    "mail-boundaries": _repeated(LETTER + f"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{SENTENCE}\n", "--b\n", "--b--\n"),
    "feed-entry": _counted(ENTRY + "<content:encoded>", lambda n: f"&lt;p&gt;{SENTENCE}{n}&lt;/p&gt;", "</content:encoded></item></channel></rss>"),
    "feed-cdata": _counted(ENTRY + "<content:encoded><![CDATA[", lambda n: f"<p>{SENTENCE}{n}</p>", "]]></content:encoded></item></channel></rss>"),
    "feed-tags": _counted(ENTRY, lambda n: f"<category>tag {n}</category>", f"<description>{SENTENCE}</description></item></channel></rss>"),
    "feed-deep": _repeated(ENTRY, "<a>", f"<description>{SENTENCE}</description>"),
    "feed-open": _repeated(ENTRY + "<content:encoded><![CDATA[", SENTENCE),
    "xml-paras": _counted(JATS, lambda n: f"<p>{SENTENCE}{n}</p>", "</body></article>"),
    "xml-sections": _counted(JATS, lambda n: f"<sec><title>Head {n}</title><p>{SENTENCE}{n}</p></sec>", "</body></article>"),
    "xml-deep": _repeated(JATS, "<sec>", f"<p>{SENTENCE}"),
    "xml-notes": _counted(JATS, lambda n: f"<p>A<xref ref-type='fn' rid='n{n}'>{n}</xref> word.<fn id='n{n}'><p>A</p></fn></p>", "</body></article>"),
}

KINDS = _TEXT | _HTML | _MARKDOWN | _READ
"""Each kind's maker: from a size in characters to a text of about that size."""
SUFFIXES = {"txt": ".txt", "html": ".html", "md": ".md", "json": ".jsonl", "mail": ".eml", "feed": ".rss", "xml": ".xml"}
"""What the name of an input ends in, by the beginning of its kind."""


def make(kind: str, size: int) -> tuple[str, str]:
    """A text of a kind and about a size, and what the name of its file ends in."""
    return KINDS[kind](size), SUFFIXES[kind.partition("-")[0]]
