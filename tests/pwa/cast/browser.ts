/** The little of a browser that pages ask for while they are imported. */
Object.assign(globalThis, { location: { pathname: '/app/', search: '' }, history: { state: null } });
