/** The look that our static pages share: readable in the light and in the dark, without anything from outside. */
export const pageStyle = `
:root { color-scheme: light dark; --back: #fbfbf9; --text: #1d2429; --soft: #5b6770; --line: #d9dee2; --accent: #0b6e8a; --code: #eef2f3; }
@media (prefers-color-scheme: dark) {
  :root { --back: #12181c; --text: #e4eaed; --soft: #93a1aa; --line: #2b363d; --accent: #5cc3de; --code: #1b242a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
a { color: var(--accent); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, monospace; font-size: .875em; background: var(--code); border-radius: .3rem; }
code { padding: .1em .35em; }
pre { padding: .8rem 1rem; overflow-x: auto; }
`;
