// Keeps a view up to date: loads at once and then every few seconds until it is disposed. A failure is shown and tried again.

// read(signal) requests the data and show(data) shows it. Until that succeeds again, the note says why it failed.
export function polled(often, read, show, note) {
    let timer;
    let request = new AbortController();
    let replaced; // what the note said before the failure
    return { load, dispose };

    // Replaces a request that is running.
    async function load() {
        dispose();
        const { signal } = request = new AbortController();
        try {
            const found = await read(signal);
            if (replaced) {
                note.replaceChildren(...replaced);
                replaced = undefined;
            }

            show(found);
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

    function dispose() {
        request.abort();
        clearTimeout(timer);
    }
}
