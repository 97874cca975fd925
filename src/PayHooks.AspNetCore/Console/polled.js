// Keeps a view up to date: loads at once and then every few seconds until it is disposed. A failure is shown and tried again.

// read(signal) requests the data and show(data) shows it, if it is not what is shown already: focus and selection stay. Until a request
// succeeds again, the note says why it failed.
export function polled(often, read, show, note) {
    let timer;
    let request = new AbortController();
    let replaced; // what the note said before the failure
    let shownText;
    let isDisposed = false;
    return {
        load,
        // Shows the data even if it has not changed: for another address, or in another time zone.
        renew() {
            shownText = undefined;
            return load();
        },
        dispose() {
            isDisposed = true;
            stop();
        },
    };

    // Replaces a request that is running. An action that ends after the view was left loads nothing.
    async function load() {
        stop();
        if (isDisposed) {
            return;
        }

        const { signal } = request = new AbortController();
        try {
            const found = await read(signal);
            if (replaced) {
                note.replaceChildren(...replaced);
                replaced = undefined;
            }

            const text = JSON.stringify(found);
            if (text !== shownText) {
                shownText = text;
                show(found);
            }
        } catch (error) {
            // After 401, the page asks for a key.
            if (signal.aborted || error.status === 401) {
                return;
            }

            replaced ??= [...note.childNodes];
            note.textContent = error.message;
        }

        timer = setTimeout(load, often);
    }

    function stop() {
        request.abort();
        clearTimeout(timer);
    }
}
