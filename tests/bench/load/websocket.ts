import { Buffer } from 'node:buffer';

/** A text frame from a client (RFC 6455, section 5.2), masked with zeros, which change nothing. */
export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...size, 0, 0, 0, 0]), payload]);
}

/** Asks an HTTP server to speak Socket.IO over a WebSocket; without the empty line at its end. */
export function upgradeRequest(query: string): string {
  return [
    `GET /socket.io/?EIO=4&transport=websocket&${query} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: d29ya3NwYWNlIGJlbmNoIQ==',
    '',
  ].join('\r\n');
}
