((page) => {
  let mode = null;
  try { mode = localStorage.getItem("mode"); } catch { /* storage is forbidden */ }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  page.mode = mode || "auto";
  page.theme = mode === "light" || mode === "dark" ? mode : dark;
})(document.documentElement.dataset);
