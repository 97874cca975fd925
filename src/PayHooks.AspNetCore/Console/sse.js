// Reads text/event-stream from a response. EventSource cannot send the key's header.

// Yields { event, data }; calls onBytes for all received bytes, including pings.
export async function* messages(response, onBytes = () => {}) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let message = {};
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) {
                return;
            }

            onBytes();
            const lines = (rest + value).split('\n');
            rest = lines.pop();
            for (const line of lines) {
                if (line !== '') {
                    read(line, message);
                } else if (message.data !== undefined) {
                    yield message;
                    message = {};
                }
            }
        }
    } finally {
        reader.cancel().catch(() => {});
    }
}

// A line that begins with a colon is a comment: its field name is empty.
function read(line, message) {
    const [, name, value] = /^(event|data): ?(.*)$/.exec(line) ?? [];
    if (name) {
        message[name] = name === 'data' && message.data !== undefined ? `${message.data}\n${value}` : value;
    }
}
