import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const base = '/explorer/'

/** The page is served under font-src 'self': a font that a package embeds as a data: URI has to leave as a file. */
function fontsAsFiles(): Plugin {
  return {
    name: 'fonts-as-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      const asFile = (_uri: string, type: string, data: string): string => {
        const source = Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
        return base + this.getFileName(this.emitFile({ type: 'asset', name: `font.${type}`, source }))
      }
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css')) {
          file.source = file.source.toString().replace(/data:font\/(\w+);base64,([\w+/=]+)/g, asFile)
        }
      }
    },
  }
}

export default defineConfig({
  base,
  plugins: [react(), fontsAsFiles()],
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000, // kB: the editor is one large chunk, fetched after sign-in
    rolldownOptions: { checks: { moduleLevelDirective: false } }, // GraphiQL ships notes to its own compiler
  },
})
