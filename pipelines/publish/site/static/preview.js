// Pages through a table, reading from its Parquet file by range requests only the row groups that are looked at.
// The first rows stand in the page: nothing is read before somebody pages on, and without this script, or from disk,
// nothing is lost but the paging.
import { asyncBufferFromUrl, cachedAsyncBuffer, compressors, parquetMetadataAsync, parquetReadObjects } from './hyparquet.js'

const PAGE = 50
const LONGEST = 300
const FOOTER = 1 << 16
const table = document.getElementById('preview')
const state = document.getElementById('preview-state')
const pager = document.getElementById('preview-pager')
const back = document.getElementById('preview-back')
const on = document.getElementById('preview-on')
const heads = [...table.tHead.rows[0].cells]
const columns = heads.map((cell) => cell.textContent)

const words = (value) => {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (Array.isArray(value)) return value.map(words).join(', ')
  return String(value)
}

const visible = (text) =>
  [...text].map((c) => (/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u.test(c) && c !== '\n' && c !== '\t'
    ? `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}` : c)).join('')

// The page that a row leads to: the names in braces are columns.
const address = (row) => table.dataset.link.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(row[name]))

const cell = (row, name, place) => {
  const td = document.createElement('td')
  td.className = heads[place].className
  const text = visible(words(row[name]))
  const leaf = name === table.dataset.column ? td.appendChild(document.createElement('a')) : td
  if (leaf !== td) leaf.href = address(row)
  leaf.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
  return td
}

const count = Number(table.dataset.rows)
const given = table.tBodies[0].rows.length
const started = [...table.tBodies[0].rows]

const opened = async () => {
  const file = cachedAsyncBuffer(await asyncBufferFromUrl({ url: new URL(table.dataset.file, location.href).href }))
  return { file, metadata: await parquetMetadataAsync(file, { initialFetchSize: FOOTER }) }
}

let parquet
let first = 0
let last = given

const read = async () => {
  parquet ??= opened()
  const rows = await parquetReadObjects({ ...await parquet, compressors, columns, rowStart: first, rowEnd: last })
  return rows.map((row) => {
    const tr = document.createElement('tr')
    tr.append(...columns.map((name, place) => cell(row, name, place)))
    return tr
  })
}

const show = async () => {
  back.disabled = on.disabled = true
  table.tBodies[0].replaceChildren(...(first === 0 ? started : await read()))
  state.textContent = `Rows ${(first + 1).toLocaleString('en')} to ${last.toLocaleString('en')} of ${count.toLocaleString('en')}.`
  back.disabled = first === 0
  on.disabled = last === count
}

const turn = (to) => () => {
  first = to()
  last = first === 0 ? given : Math.min(first + PAGE, count)
  return show().catch(() => {
    parquet = undefined
    back.disabled = on.disabled = false
    state.textContent = 'These rows could not be read from here; download the file.'
  })
}

if (location.protocol !== 'file:' && count > given) {
  back.addEventListener('click', turn(() => (first > PAGE ? first - PAGE : 0)))
  on.addEventListener('click', turn(() => last))
  back.disabled = true
  state.textContent = `Rows 1 to ${given.toLocaleString('en')} of ${count.toLocaleString('en')}.`
  pager.hidden = false
}
