// The theme stores its colours and its scroll without asking whether it may: where
// the browser refuses, or its disk is full, that would end the script of the page.
const guarded = (storage) => {
  const attempt = (act) => (...item) => {
    try {
      return window[storage][act](...item);
    } catch {
      return null; // it is chosen anew on the next page
    }
  };
  return { getItem: attempt("getItem"), setItem: attempt("setItem"), removeItem: attempt("removeItem") };
};
const guardedStorage = { local: guarded("localStorage"), session: guarded("sessionStorage") };
// What need not be there when the page is painted first.
const afterFrame = (act) => requestAnimationFrame(() => setTimeout(act));
