// Reads a flowchart from stdin; prints its boxes, arrows and groups as JSON.
import { text } from 'node:stream/consumers'
import { JSDOM } from 'jsdom'

// Mermaid cleans labels with DOMPurify, which needs a browser's window.
const { window } = new JSDOM('')
globalThis.window = window
globalThis.document = window.document
const { default: mermaid } = await import('mermaid')

try {
  const source = await text(process.stdin)
  await mermaid.parse(source)
  const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(source)
  const boxes = [...db.getVertices().values()].map(({ id, text, classes }) => [
    id,
    { text, classes },
  ])
  const arrows = db.getEdges().map(({ start, end, stroke }) => [start, end, stroke])
  const groups = db.getSubGraphs().map(({ id, title, nodes }) => [id, { title, nodes }])
  const found = { type, boxes: Object.fromEntries(boxes), arrows, groups: Object.fromEntries(groups) }
  console.log(JSON.stringify(found))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
