// A conversation in one page, on the typed client: begin yours from here.
import { connect } from '../client.js'

/** Every element of the page that has an id, by its id. */
const page = Object.fromEntries([...document.querySelectorAll('[id]')].map((element) => [element.id, element]))

/** Makes an element. Strings become text, never markup: people's names and file names may hold whatever they like. */
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

// ---- The token comes behind the # of the address: the part that a browser sends nowhere, so that no log holds it. From
// there it moves into the storage of this tab, so that two tabs can be two people.
const given = new URLSearchParams(location.hash.slice(1)).get('token')
if (given) sessionStorage.setItem('token', given)
history.replaceState(null, '', location.pathname)
addEventListener('hashchange', () => location.reload())
const token = sessionStorage.getItem('token') ?? ''

page.sign_in.onsubmit = (event) => {
  event.preventDefault()
  sessionStorage.setItem('token', page.token.value.trim())
  location.reload()
}

// ---- The connection opens at once and comes back by itself. Without a good token the server closes it, saying why.
const client = connect({ url: '/ws/', token, onListenerError: showProblem })

const statuses = { connecting: 'Connecting…', open: 'Online', waiting: 'Offline, trying again…', closed: 'Signed out' }
const advice = {
  token_missing: 'Paste your token. `dialogd token mint --user you@example.com` makes one.',
  token_invalid: 'The server does not accept this token. Copy it again in full, or get a new one from this server.',
  token_expired: 'Your token has expired. Get a new one and paste it here.',
  user_disabled: 'You have been disabled here. Ask an administrator.',
}
advice[4419] = advice.token_expired
advice[4403] = advice.user_disabled

client.on('state', (state) => {
  page.status.textContent = statuses[state.name]
  page.status.className = state.name
  page.sign_in.hidden = state.name !== 'closed'
  page.chat.hidden = state.name === 'closed'
  if (state.name !== 'closed') return
  page.reason.textContent = advice[state.reason] ?? advice[state.code] ?? `The connection ended: ${state.meaning}.`
  page.token.focus()
})

// The first time and after every break all is loaded afresh, so that nothing can have been missed.
client.on('open', async () => {
  await client.call('notifications.dialogs.count')
  await loadDialogs()
  if (open_id) await loadMessages()
})

// ---- The count comes by itself whenever it changes. Listeners hear answers and pushes alike.
client.on('notifications.dialogs.count', (count) => {
  page.count.hidden = count === 0
  page.count.textContent = count
  document.title = count === 0 ? 'dialogd' : `(${count}) dialogd`
})

// ---- The dialogs, newest activity first.
let dialogs = []
let open_id

async function loadDialogs() {
  dialogs = (await client.call('dialogs.load', { limit: 100 }, { retry: true })).data
  const focused = document.activeElement.id
  page.dialogs.replaceChildren(...dialogs.map(dialogItem))
  if (focused.startsWith('dialog-')) document.getElementById(focused)?.focus()
  if (dialogs.length === 0) page.dialogs.append('You take part in no dialog yet.')
}

function dialogItem({ id, users, last_message, unread_messages_count: unread }) {
  const name = make('strong', {}, users.map(nameOf).join(', '))
  const preview = make('span', {}, last_message?.text_body || last_message?.file?.file_name || '')
  const button = make('button', { id: `dialog-${id}`, type: 'button', ariaCurrent: id === open_id }, name, preview)
  if (unread > 0) button.append(make('span', { className: 'badge', title: 'unread messages' }, unread))
  button.onclick = () => openDialog(id)
  return make('li', {}, button)
}

const nameOf = ({ id, first_name, last_name, email }) => `${first_name} ${last_name}`.trim() || email || `User ${id}`

// ---- The messages of the open dialog, oldest first.
let messages = []

async function openDialog(id) {
  open_id = id
  messages = []
  await Promise.all([loadMessages(), loadDialogs()])
  page.fields.disabled = false
  page.body.focus()
}

async function loadMessages() {
  const dialog_id = open_id
  const { data } = await client.call('dialogs.messages.load', { dialog_id, limit: 50 }, { retry: true })
  if (dialog_id !== open_id) return // another one was opened meanwhile
  const newest = data.at(-1)?.seq ?? 0
  messages = [...data, ...messages.filter(({ seq }) => seq > newest)]
  page.messages.replaceChildren(...messages.map(messageItem))
  scrollDown()
  await see()
}

// A message comes to every tab of everyone who takes part, its sender's own included, once it is safely stored.
client.on('dialogs.messages.create', async (message) => {
  if (message.dialog === open_id && !messages.some(({ id }) => id === message.id)) {
    messages.push(message)
    page.messages.append(messageItem(message))
    scrollDown()
    await see()
  }
  await loadDialogs()
})

function messageItem(message) {
  // The one place where HTML goes in. The server made it from markdown: the tags are its own, and those that people
  // typed come as text. All else is put in as text by us.
  const content = make('div', { innerHTML: message.body })
  if (message.file) content.append(fileLink(message.file))
  const about = make('small', {}, aboutOf(message))
  return make('article', { id: `message-${message.id}`, className: isMine(message.user) ? 'mine' : '' }, about, content)
}

function aboutOf({ user, date_created, date_read }) {
  const time = new Date(date_created).toLocaleTimeString([], { timeStyle: 'short' })
  return `${nameOf(user)} ${time} ${isMine(user) ? (date_read ? '✓✓ read' : '✓ sent') : ''}`
}

/** `users` of a dialog are all others: whoever is none of them is you. */
const isMine = (user) => !dialogs.find(({ id }) => id === open_id)?.users.some(({ id }) => id === user.id)

function fileLink({ url, file_name, size, type }) {
  const text = `${file_name}, ${Math.ceil(size / 1024)} KB`
  const shown = type === 2 ? make('img', { src: url, alt: text, onload: scrollDown }) : text
  return make('a', { href: url, target: '_blank', rel: 'noopener' }, shown)
}

const scrollDown = () => page.messages.scrollTo(0, page.messages.scrollHeight)

// ---- Read marks. What is on the screen has been seen; `up_to` says so of everything before it, too.
async function see() {
  const newest = messages.findLast(({ user }) => !isMine(user))
  if (!newest || document.hidden) return
  const mark = { dialog_id: open_id, message_id: newest.id, up_to: true }
  await client.call('dialogs.messages.seen', mark, { retry: true })
}
document.addEventListener('visibilitychange', see)

client.on('dialogs.messages.seen', async ({ id, dialog, seq, user, date_read }, { meta }) => {
  for (const shown of dialog === open_id ? messages : []) {
    const covered = shown.id === id || (meta?.up_to && shown.seq < seq && shown.user.id === user.id)
    if (!covered || shown.date_read) continue
    shown.date_read = date_read
    document.querySelector(`#message-${shown.id} small`).textContent = aboutOf(shown)
  }
  await loadDialogs()
})

// ---- Sending. A file is uploaded first; the message then names it.
page.composer.onsubmit = async (event) => {
  event.preventDefault()
  const body = page.body.value
  const [file] = page.file.files
  if (!body.trim() && !file) return
  page.problem.textContent = ''
  page.composer.inert = true
  try {
    const message = { dialog_id: open_id, body, file_id: file && (await upload(file)) }
    // `retry`: after a break it is sent again, and stored once all the same.
    await client.call('dialogs.messages.create', message, { retry: true, timeout_ms: 60_000 })
    page.composer.reset()
  } finally {
    page.composer.inert = false
    page.body.focus()
  }
}

page.body.onkeydown = (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  page.composer.requestSubmit()
}

async function upload(file) {
  const form = new FormData()
  form.append('content', file)
  const headers = { authorization: `Bearer ${token}` }
  const sent = fetch('/api/files/', { method: 'POST', body: form, headers })
  const { id, detail = 'The file did not get through. Try again.' } = await sent.then((r) => r.json()).catch(() => ({}))
  if (!id) throw new Error(detail)
  return id
}

// ---- What fails is told in words. Of a break the status tells already, and it is made good when it ends.
addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  showProblem(event.reason)
})

function showProblem({ code, message }) {
  if (code !== 'connection_lost' && code !== 'closed') page.problem.textContent = message
}
