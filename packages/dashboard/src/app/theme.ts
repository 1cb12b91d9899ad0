import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#f0f3ff",
  "#e0e6fd",
  "#bfcbf9",
  "#9bacf4",
  "#7b90ee",
  "#5a73e4",
  "#3b55d0",
  "#3047b4",
  "#283b95",
  "#202f77",
];
const gray: MantineColorsTuple = [
  "#f8f9fb",
  "#f1f3f6",
  "#e7eaef",
  "#d6dbe3",
  "#b6bdc9",
  "#8a94a3",
  "#5d6776",
  "#444d5c",
  "#2b323f",
  "#161b24",
];
const dark: MantineColorsTuple = [
  "#d9dde4",
  "#b3bac5",
  "#98a1af",
  "#6b7482",
  "#3c424d",
  "#2b3039",
  "#20242c",
  "#15181e",
  "#101217",
  "#0b0d10",
];

/** Calm and precise: system fonts, one accent colour, thin borders instead of shadows. */
export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 6 },
  colors: { accent, gray, dark },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: "0.78rem", sm: "0.875rem", md: "0.95rem", lg: "1.06rem", xl: "1.25rem" },
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.3" },
      h2: { fontSize: "1.1rem", lineHeight: "1.4" },
    },
  },
  shadows: { md: "0 4px 16px rgb(15 20 30 / 10%)", xl: "0 16px 48px rgb(15 20 30 / 20%)" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true }, openDelay: 150 } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 2 } },
      styles: { title: { fontWeight: 620 } },
    },
    Drawer: { defaultProps: { position: "right", overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 550 } },
    Paper: { defaultProps: { withBorder: true } },
    Select: { defaultProps: { checkIconPosition: "right" } },
  },
});

/** Where Mantine's own colours are too faint for WCAG 2.2 AA. */
export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-text": "var(--mantine-color-gray-9)",
    "--mantine-color-dimmed": "var(--mantine-color-gray-6)",
    "--mantine-color-placeholder": "var(--mantine-color-gray-6)",
    "--mantine-color-error": "#b42318",
    "--mantine-color-red-light": "#fdeeec",
    "--mantine-color-red-light-color": "#a61b12",
    "--mantine-color-green-light": "#e8f7ec",
    "--mantine-color-green-light-color": "#1b6b34",
    "--mantine-color-yellow-light": "#fdf3d7",
    "--mantine-color-yellow-light-color": "#7a4b00",
    "--mantine-color-red-outline": "#b42318",
    "--mantine-color-red-filled": "#c0281c",
    "--mantine-color-red-filled-hover": "#a61b12",
    "--app-border": "var(--mantine-color-gray-2)",
    "--app-surface": "var(--mantine-color-gray-0)",
  },
  dark: {
    "--mantine-color-dimmed": "var(--mantine-color-dark-2)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-2)",
    "--mantine-color-error": "#ff9b8f",
    "--mantine-color-red-light": "rgb(250 82 82 / 14%)",
    "--mantine-color-red-light-color": "#ffaba1",
    "--mantine-color-green-light": "rgb(64 192 87 / 14%)",
    "--mantine-color-green-light-color": "#8fdf9c",
    "--mantine-color-yellow-light": "rgb(250 176 5 / 14%)",
    "--mantine-color-yellow-light-color": "#f5cf73",
    "--mantine-color-gray-light": "var(--mantine-color-dark-5)",
    "--mantine-color-gray-light-color": "var(--mantine-color-dark-0)",
    "--mantine-color-accent-light": "rgb(90 115 228 / 22%)",
    "--mantine-color-accent-light-color": "var(--mantine-color-accent-2)",
    "--mantine-color-red-filled": "#c0281c",
    "--mantine-color-red-filled-hover": "#a61b12",
    "--mantine-color-red-outline": "#ff9b8f",
    "--app-border": "var(--mantine-color-dark-5)",
    "--app-surface": "var(--mantine-color-dark-8)",
  },
});
