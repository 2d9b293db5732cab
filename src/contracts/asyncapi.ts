import manifest from '../../package.json' with { type: 'json' }
import {
  afterCloseTexts,
  closeCodes,
  errorFrame,
  limits,
  events as protocolEvents,
  requestErrors,
} from '../protocol/index.ts'
import { describeErrors, sampleError } from './errors.ts'
import {
  codesOf,
  type EventTable,
  errorFrameOf,
  frameName,
  frameOf,
  requestName,
  requestOf,
  socketErrors,
} from './frames.ts'
import * as samples from './samples.ts'
import { jsonSchemas, refTo, type Schema, sharedSchemas } from './schemas.ts'
import { aboutSockets, tokenSchemes } from './socket-texts.ts'

const ref = (path: string) => ({ $ref: `#/${path}` })
const inChannel = (message: string) => ref(`channels/socket/messages/${message}`)

export interface Message {
  name: string
  title: string
  summary: string
  payload: Schema
  correlationId?: object
  examples: { name: string; summary?: string; payload: unknown }[]
}

/** AsyncAPI 3: the socket, seen from the server, which receives requests and sends replies and pushes. */
export function asyncapi(events: EventTable = protocolEvents) {
  const messages = messagesOf(events)
  const security = Object.keys(tokenSchemes).map((name) => ref(`components/securitySchemes/${name}`))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'dialogd: the socket',
      version: manifest.version,
      description: aboutSockets,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      local: { host: '127.0.0.1:8000', protocol: 'ws', description: '`npm start` on this machine.', security },
      yours: {
        security,
        host: '{host}',
        protocol: 'wss',
        description: 'Behind a proxy with TLS.',
        variables: { host: { default: 'dialogd.example', description: 'The host, and the port where it is not 443.' } },
      },
    },
    channels: { socket: channelOf(messages) },
    operations: operationsOf(events),
    components: {
      schemas: schemasOf(events),
      messages,
      correlationIds: {
        request_id: {
          location: '$message.payload#/request_id',
          description: 'Tells the direct reply from other frames.',
        },
      },
      securitySchemes: tokenSchemes,
    },
    'x-error-codes': describeErrors(socketErrors(events)),
    'x-limits': limits,
  }
}

function channelOf(messages: Record<string, Message>) {
  const codes = Object.entries(closeCodes).map(([code, { when, client }]) => {
    return { code, when, client, advice: afterCloseTexts[client] }
  })
  const table = codes.map(({ code, when, advice }) => `| ${code} | ${when} | ${advice} |`)
  return {
    address: '/ws/',
    title: 'The socket',
    description: [
      'One for each tab or device. It is closed with:',
      '',
      '| code | when | the client |',
      '|---|---|---|',
      ...table,
    ].join('\n'),
    messages: Object.fromEntries(Object.keys(messages).map((name) => [name, ref(`components/messages/${name}`)])),
    bindings: {
      ws: {
        method: 'GET',
        query: { type: 'object', properties: { token: { type: 'string', description: 'A JWT.' } } },
        headers: {
          type: 'object',
          properties: {
            Authorization: {
              type: 'string',
              description: '`Bearer <jwt>` or `JWT <jwt>`, where the URL has no token.',
            },
            'Accept-Language': { type: 'string', description: 'The language of error texts: en or ru.' },
          },
        },
        bindingVersion: '0.1.0',
      },
    },
    'x-close-codes': Object.fromEntries(codes.map(({ code, ...meaning }) => [code, meaning])),
  }
}

function messagesOf(events: EventTable): Record<string, Message> {
  const messages: Record<string, Message> = {}
  const correlationId = ref('components/correlationIds/request_id')
  for (const definition of Object.values(events)) {
    const { name, summary, example } = definition
    const [request, frame] = [requestName(name), frameName(name)]
    messages[request] = {
      name,
      title: request,
      summary,
      payload: { $ref: refTo(request) },
      correlationId,
      examples: [{ name: 'request', payload: { event: name, ...example } }],
    }
    const sample = (samples.replies as Record<string, object>)[name]
    messages[frame] = {
      name,
      title: frame,
      summary: frameOf(definition).description ?? '',
      payload: { $ref: refTo(frame) },
      correlationId,
      examples: sample ? [{ name: 'frame', payload: { type: 'ws_send', event: name, ...sample } }] : [],
    }
  }
  messages.ErrorFrame = {
    name: 'error',
    title: 'ErrorFrame',
    summary: 'A refusal; the socket stays open.',
    payload: { $ref: refTo('ErrorFrame') },
    correlationId,
    examples: socketErrors(events).map((code) => ({ name: code, payload: sampleFrame(events, code) })),
  }
  return messages
}

/** An error frame as the server would send it; of an event that may be refused so. */
function sampleFrame(events: EventTable, code: ReturnType<typeof socketErrors>[number]): unknown {
  const refused = Object.values(events).find(({ errors }) => errors.includes(code))
  const anyEvent = (requestErrors as readonly string[]).includes(code) ? 'dialogs.messages.load' : 'error'
  return JSON.parse(errorFrame(refused?.name ?? anyEvent, code, 'en', sampleError(code).details))
}

export interface Operation {
  action: 'receive' | 'send'
  channel: object
  title: string
  summary: string
  messages: { $ref: string }[]
  reply?: { channel: object; messages: { $ref: string }[] }
  /** What an event may be refused with, and who else hears of it. */
  'x-errors'?: string[]
  'x-pushes'?: readonly string[]
}

function operationsOf(events: EventTable): Record<string, Operation> {
  const socket = ref('channels/socket')
  const asked = Object.values(events).map(({ name, summary, errors, pushes }): [string, Operation] => [
    name,
    {
      action: 'receive',
      channel: socket,
      title: name,
      summary,
      messages: [inChannel(requestName(name))],
      reply: { channel: socket, messages: [inChannel(frameName(name)), inChannel('ErrorFrame')] },
      'x-errors': [...requestErrors, ...errors],
      'x-pushes': pushes,
    },
  ])
  const pushed = [...new Set(Object.values(events).flatMap(({ pushes }) => pushes))].map(
    (name): [string, Operation] => [
      `${name}.push`,
      {
        action: 'send',
        channel: socket,
        title: `${name}, by itself`,
        summary: `Comes after ${causesOf(name, events)}.`,
        messages: [inChannel(frameName(name))],
      },
    ],
  )
  const refused: Operation = {
    action: 'send',
    channel: socket,
    title: 'error',
    summary: 'Answers a frame that names no event.',
    messages: [inChannel('ErrorFrame')],
  }
  return Object.fromEntries([...asked, ...pushed, ['error', refused]])
}

const causesOf = (push: string, events: EventTable): string =>
  Object.values(events)
    .filter(({ pushes }) => pushes.includes(push))
    .map(({ name }) => `\`${name}\``)
    .join(' and ')

function schemasOf(events: EventTable): Record<string, Schema> {
  const all = Object.values(events)
  const requests = Object.fromEntries(all.map((definition) => [requestName(definition.name), requestOf(definition)]))
  const frames = Object.fromEntries(all.map((definition) => [frameName(definition.name), frameOf(definition)]))
  const ErrorCode = codesOf(socketErrors(events))
  return {
    ...jsonSchemas(requests, 'input'),
    ...jsonSchemas({ ...frames, ErrorFrame: errorFrameOf(ErrorCode), ErrorCode }, 'output'),
    ...sharedSchemas(),
  }
}
