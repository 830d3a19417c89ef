// Puts the page on the whole screen, for a projector, and back again.
for (const button of document.querySelectorAll("[data-fills-screen]")) {
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
}
