if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=#\ %s expandtab shiftwidth=4 softtabstop=4 textwidth=120
" `gq` formats with collmc; `:make` checks and fills the quickfix list.
setlocal formatprg=collmc\ fmt\ -
setlocal makeprg=collmc\ check\ %
setlocal errorformat=%E%*[a-z][%t%n]:\ %m,%C%*\\s-->\ %f:%l:%c,%C%.%#,%Z
