// Rate-limits an action that is requested repeatedly: it never runs concurrently, and repeated requests never postpone it indefinitely.

export function paced(action, pause) {
    let isDue = false;
    let timer;
    return Object.assign(ask, { stop: () => clearTimeout(timer) });

    function ask() {
        isDue = true;
        timer ??= setTimeout(run, pause);
    }

    async function run() {
        isDue = false;
        await action().catch(() => {});
        timer = undefined;
        if (isDue) {
            ask();
        }
    }
}
