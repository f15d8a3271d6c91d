/** Pages for people, by hand: no script, no asset from anywhere, readable on a phone, light and dark. */

/** Text for HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE = `
:root{--page:#FAF7F2;--card:#FFFFFF;--well:#F1EBE1;--ink:#1C1A17;--quiet:#6B645B;--moss:#1F5C46;--hazel:#7A4E24;--slate:#2E4F73;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--page:#171512;--card:#211E1A;--well:#2B2722;--ink:#F3EDE3;--quiet:#A79F94;--moss:#6FC3A1;--hazel:#D9A871;--slate:#8FB5DE}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 Inter,system-ui,-apple-system,"Segoe UI",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:44rem;margin:0 auto;padding:24px 16px 40px}
h1,h2,.name{font-family:"Source Serif 4",Georgia,"Times New Roman",serif;font-weight:600;line-height:1.25}
h1{font-size:28px;margin:16px 0 8px}
h2{font-size:20px;margin:40px 0 8px}
h3{font-size:16px;margin:24px 0 4px;scroll-margin-top:16px}
p{margin:8px 0}
a{color:var(--slate);text-underline-offset:2px}
a:focus-visible{outline:2px solid var(--slate);outline-offset:2px;border-radius:2px}
.quiet{color:var(--quiet)}
.small{font-size:14px}
.card{background:var(--card);border:1px solid var(--well);border-radius:8px;padding:16px;margin:16px 0}
.name{font-size:20px;margin:0}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:16px;margin:16px 0 0}
dt{font-size:14px;color:var(--quiet)}
dd{margin:0;font-size:20px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
dd.large{color:var(--moss)}
ul{padding-left:1.2em}
code{font:0.9em ui-monospace,SFMono-Regular,Menlo,monospace;background:var(--well);border-radius:4px;padding:1px 4px;overflow-wrap:anywhere}
pre{background:var(--well);border-radius:8px;padding:12px 16px;overflow-x:auto;margin:8px 0}
pre code{background:none;padding:0;overflow-wrap:normal}
.stick{display:block;height:12px;width:100%;max-width:240px;color:var(--hazel)}
`;

/** Two halves of a tally stick whose notches meet. */
const STICK = `<svg class="stick" viewBox="0 0 240 12" role="img" aria-label="A tally stick"><path fill="currentColor" d="M2 0H30L33 5H41L44 0H80L83 5H91L94 0H150L153 5H161L164 0H238V5H2ZM2 7H33L36 12H2ZM38 12L41 7H83L86 12ZM88 12L91 7H153L156 12ZM158 12L161 7H238V12Z"/></svg>`;

/** Everything is in the page itself, so it may load nothing. */
export const PAGE_HEADERS: Record<string, string> = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

export const HTML_TYPE = "text/html; charset=utf-8";

/** A whole page; `body` is HTML, `title` is text. */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${STICK}
${body}
</main>
</body>
</html>
`;
