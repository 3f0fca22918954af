import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import Diagram from './Diagram.vue';
import { rememberLanguage } from './language';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app, router }) {
    app.component('Diagram', Diagram);
    if (!import.meta.env.SSR) {
      rememberLanguage(router);
    }
  },
} satisfies Theme;
