import { nextTick } from 'vue';
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import Diagram from './Diagram.vue';
import { rememberLanguage } from './language';
import { markMain } from './landmarks';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app, router }) {
    app.component('Diagram', Diagram);
    if (!import.meta.env.SSR) {
      const restore = rememberLanguage();
      const loaded = () => nextTick(() => requestAnimationFrame(() => { restore(); markMain(); }));
      router.onAfterRouteChange = loaded;
      window.addEventListener('load', loaded);
    }
  },
} satisfies Theme;
