// What providers' documents show: the raw body, the HMAC, a durable insert, the answer. `node server.js PORT sqlite|memory`.
const crypto = require('node:crypto');
const express = require('express');

const [port, store] = process.argv.slice(2);
const secret = process.env.WEBHOOK_SECRET;
const save = store === 'sqlite' ? sqlite() : memory();
const app = express();

app.disable('x-powered-by');
app.post('/webhooks/chargily', express.raw({ type: 'application/json', limit: '2mb' }), (request, response) => {
  const computed = crypto.createHmac('sha256', secret).update(request.body).digest();
  const presented = Buffer.from(request.get('signature') ?? '', 'hex');
  if (presented.length !== computed.length || !crypto.timingSafeEqual(presented, computed)) {
    return response.sendStatus(401);
  }

  save(JSON.parse(request.body).id, request.body);
  response.sendStatus(200);
});

app.listen(Number(port), '127.0.0.1');

// One insert, one fsync: better-sqlite3 is synchronous, and nothing in it gathers the inserts of several requests.
function sqlite() {
  const database = require('better-sqlite3')('events.db');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, body BLOB NOT NULL, received_at INTEGER NOT NULL)');
  const insert = database.prepare('INSERT INTO events (id, body, received_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  return (id, body) => insert.run(id, body, Date.now());
}

function memory() {
  const events = new Map();
  return (id, body) => events.set(id, body);
}
