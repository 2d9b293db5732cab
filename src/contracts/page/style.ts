/** The style of the page; its hash is in the Content-Security-Policy. */
export const style = `
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent);--soft:color-mix(in srgb,currentColor 6%,transparent);--link:light-dark(#0b57d0,#8ab4f8)}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;grid-template-columns:17rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;border-right:1px solid var(--line);font-size:14px}
nav ul{list-style:none;padding:0;margin:0 0 1rem}
nav li{overflow-wrap:anywhere}
main{padding:1rem 2rem 6rem;max-width:60rem;width:100%}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
h1{margin:.5rem 0}
h2{margin:3rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{margin:2.5rem 0 .5rem}
h3 code{font-size:1em;font-weight:600}
h4{margin:1.2rem 0 .4rem}
code{font:.9em/1.4 ui-monospace,monospace}
pre{background:var(--soft);padding:.8rem;overflow:auto;border-radius:6px;margin:.5rem 0}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;font-size:14px}
i,small{opacity:.7;font-style:normal;font-size:13px}
summary{cursor:pointer}
code:target{background:light-dark(#fff3bf,#4a4118)}
@media(max-width:50rem){body{display:block}nav{position:static;height:auto;border-right:0;border-bottom:1px solid var(--line)}main{padding:1rem}}
`
