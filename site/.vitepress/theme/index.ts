import { nextTick, onMounted, watch } from 'vue';
import { useRoute, type Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import Diagram from './Diagram.vue';
import { markMain } from './landmarks';
import { rememberLanguage } from './language';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('Diagram', Diagram);
  },
  setup() {
    const route = useRoute();
    // Only after mounting: the theme does not listen to the tabs before.
    onMounted(() => {
      const restore = rememberLanguage();
      const shown = () => nextTick(() => {
        restore();
        markMain();
      });
      shown();
      watch(() => route.path, shown, { flush: 'post' });
    });
  },
} satisfies Theme;
