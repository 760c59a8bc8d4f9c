; Registers workspace:// links, which electron-builder does for Linux and macOS only. SHCTX is the
; user's or the machine's part of the registry, as chosen in the installer.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\workspace" "" "URL:Workspace"
  WriteRegStr SHCTX "Software\Classes\workspace" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\workspace\DefaultIcon" "" "$\"$INSTDIR\${APP_EXECUTABLE_FILENAME}$\",0"
  WriteRegStr SHCTX "Software\Classes\workspace\shell\open\command" "" "$\"$INSTDIR\${APP_EXECUTABLE_FILENAME}$\" $\"%1$\""
!macroend

!macro customUnInstall
  ; An update runs the old uninstaller first, which must keep the links for the new version.
  ${ifNot} ${isUpdated}
    DeleteRegKey SHCTX "Software\Classes\workspace"
  ${endIf}
!macroend
