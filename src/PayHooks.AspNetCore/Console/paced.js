// An action that is asked for again and again, and runs once in a while: never twice at a time, and never postponed indefinitely by repeated requests.

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
