// Receives events that PayHooks forwards. Start it with PAYHOOKS_SECRET, the secret of the target: npm install && npm start
const { createHmac, timingSafeEqual } = require('node:crypto');
const express = require('express');

const key = Buffer.from(process.env.PAYHOOKS_SECRET.replace(/^whsec_/, ''), 'base64');
const toleranceSeconds = 300;
const handled = new Set(); // In a real service: a table, written in the transaction of the effect.

function isGenuine(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !signatures || !(Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds)) {
    return false;
  }

  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`);
  return signatures.split(' ').map((one) => Buffer.from(one)).some((one) => one.length === expected.length && timingSafeEqual(one, expected));
}

const app = express();
// The raw bytes: parsed and written again, JSON is not what was signed.
app.post('/payments', express.raw({ type: '*/*', limit: '16mb' }), (request, response) => {
  // Without a body, Express leaves it undefined.
  if (!isGenuine(request.headers, request.body ?? '')) {
    return response.status(401).end();
  }

  const event = JSON.parse(request.body);
  if (!handled.has(event.id)) {
    console.log(`${event.type} ${event.resource.merchantReference ?? event.resource.id} ${event.amount?.value} ${event.amount?.currency}`);
    handled.add(event.id);
  }

  return response.status(204).end();
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}/payments`);
});
