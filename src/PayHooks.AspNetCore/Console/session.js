// The key of the operations API, kept in the tab's session storage: it survives a reload and is removed with the tab.

const name = 'payhooks.key';

export const key = () => sessionStorage.getItem(name);

export const remember = value => sessionStorage.setItem(name, value);

export const forget = () => sessionStorage.removeItem(name);
