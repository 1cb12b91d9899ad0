/** Of the reference page. The colours have a contrast of 4.5 and more, in light and in dark. */
export const REFERENCE_STYLE = `:root {
  color-scheme: light dark;
  --text: light-dark(#1b1f24, #e6e9ed);
  --page: light-dark(#ffffff, #14171a);
  --raised: light-dark(#f3f5f7, #1f2429);
  --line: light-dark(#d0d7de, #3a424a);
  --link: light-dark(#0b57a4, #7db8f7);
  --get: light-dark(#0b5d3b, #7fd6ad);
  --change: light-dark(#7a4100, #f2b866);
  --delete: light-dark(#9b1c1c, #ff9d9d);
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0 1rem 4rem; max-width: 80rem; background: var(--page); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--page); }
header { padding: 2rem 0 1rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; }
h2 { margin: 3rem 0 0; font-size: 1.5rem; }
h3 { margin: 0 0 .5rem; font-size: 1.125rem; }
nav { padding: 1rem 0; border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .25rem 0; font-weight: 600; }
article { margin: 1.5rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; scroll-margin-top: 1rem; }
.route { margin: .5rem 0; }
.method { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: .25rem; font-weight: 700; font-size: .875rem; color: var(--change); }
.method.get { color: var(--get); }
.method.delete { color: var(--delete); }
code, pre { font: .9rem/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: 1rem; background: var(--raised); border-radius: .5rem; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--line); min-width: 6rem; overflow-wrap: normal; }
tbody th { font-weight: 400; }
.required { color: var(--delete); font-size: .8rem; }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 17rem minmax(0, 1fr); column-gap: 3rem; }
  header { grid-column: 1 / -1; }
  nav { border: 0; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; }
}
`;
