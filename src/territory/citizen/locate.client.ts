/** Fills the form of “Where am I?” from the device's own position. The page works without it. */
const button = document.getElementById('locate');
const form = document.getElementById('at-form');
const statusLine = document.getElementById('locate-status');

if (button && form instanceof HTMLFormElement && 'geolocation' in navigator) {
  button.hidden = false;
  button.addEventListener('click', () => {
    button.setAttribute('aria-busy', 'true');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        fill(form, 'lat', coords.latitude);
        fill(form, 'lon', coords.longitude);
        form.submit();
      },
      () => {
        button.removeAttribute('aria-busy');
        if (statusLine) statusLine.textContent = button.dataset.denied ?? '';
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

function fill(into: HTMLFormElement, name: string, degrees: number): void {
  const field = into.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = degrees.toFixed(5);
}

export {};
