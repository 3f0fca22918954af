/** The home page and pages without a sidebar have no `main` element in the theme. */
export function markMain() {
  const content = document.getElementById('VPContent');
  if (content?.querySelector('main')) {
    content.removeAttribute('role');
  } else {
    content?.setAttribute('role', 'main');
  }
}
