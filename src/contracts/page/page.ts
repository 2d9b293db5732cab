import { asyncapi } from '../asyncapi.ts'
import { openapi } from '../openapi.ts'
import { documentNames } from '../rest/docs.ts'
import { shape } from './fields.ts'
import { Html, html, slug } from './html.ts'
import { operationSections, operationsOf, problemSection, restIntro } from './rest.ts'
import { closeSection, connecting, errorSection, eventSections, limitSection, pushSection } from './socket.ts'
import { style } from './style.ts'

/** The page at /docs, for people: what both documents say, without a script and without anything from elsewhere. */
export function page(socket = asyncapi(), rest = openapi()): string {
  const events = Object.entries(socket.operations).filter(([, { reply }]) => reply)
  const shapes = { ...rest.components.schemas, ...socket.components.schemas }
  const shown = Object.entries(shapes).filter(([name]) => !/(Request|Frame|Problem|ErrorCode)$/.test(name))
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>dialogd ${rest.info.version}: the protocol</title>
<style>${new Html(style)}</style>
</head>
<body>
<nav>
<p><b>dialogd</b> ${rest.info.version}</p>
<ul><li><a href="#connecting">The socket</a></li>
${events.map(([name]) => html`<li><a href="#${slug(name)}">${name}</a></li>\n`)}
<li><a href="#pushes">What comes by itself</a></li>
<li><a href="#errors">Errors</a></li>
<li><a href="#close-codes">Close codes</a></li>
<li><a href="#limits">Limits</a></li></ul>
<ul><li><a href="#rest">REST</a></li>
${operationsOf(rest).map(({ method, path }) => html`<li><a href="#${slug(`${method}${path}`)}">${method} ${path}</a></li>\n`)}
<li><a href="#problems">Errors of REST</a></li></ul>
<ul><li><a href="#shapes">Shapes</a></li>
${shown.map(([name]) => html`<li><a href="#shape-${name}">${name}</a></li>\n`)}</ul>
<ul>${documentNames.map((name) => html`<li><a href="/docs/${name}">${name}</a></li>\n`)}</ul>
</nav>
<main>
<h1>The protocol of dialogd</h1>
${connecting(socket)}${eventSections(socket)}${pushSection(socket)}${errorSection(socket)}${closeSection(socket)}${limitSection(socket)}
${restIntro(rest)}${operationSections(rest)}${problemSection(rest)}
<section id="shapes"><h2>Shapes</h2></section>
${shown.map(([name, schema]) => shape(name, schema))}
</main>
</body>
</html>
`.text
}
