; The Windows installer: for one user, without administrator rights.
;
; Compiled by packaging/release/windows.py, which defines VERSION, NUMBERS, PAYLOAD (the frozen folder), ICON, SIDE and OUT, and
; SIGN, a command, where there is something to sign with.
;   setup.exe /S                installs without a question
;   setup.exe /S /D=C:\where    … into another folder; must be the last, and without quotes
;   uninstall.exe /S            removes it without a question
; Settings, history and keys of the user are in other places and stay, whatever is done here.

Unicode true
!ifdef TARGET
  Target ${TARGET} ; for tests where only programs of 64 bits run
!endif
!include "MUI2.nsh"
!include "FileFunc.nsh"

!define NAME "Personalize Workbench"
!define ID "PersonalizeWorkbench"
!define PROGRAM "Personalize Workbench.exe"
!define REMOVE "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define KIND "${ID}.zip"

Name "${NAME} ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${ID}" "Folder"
RequestExecutionLevel user
ManifestDPIAware true
SetCompressor /SOLID lzma
BrandingText "${NAME} ${VERSION}"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0 ; the uninstaller is made while this is compiled, and signed before it is packed
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_LICENSE "${PAYLOAD}\_internal\licences\LICENSE.txt"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT licence"

; A program that runs keeps its files open, and they could be replaced only in part. Nobody may write into a program
; that runs: so it is tried to open them for that, and where that fails, a person is asked to close it. Without a
; person the installer waits half a minute, then gives up with exit code 5 and has changed nothing.
!macro WAIT_UNTIL_CLOSED un
Function ${un}WaitUntilClosed
  StrCpy $1 0
  again:
  StrCpy $2 "$INSTDIR\${PROGRAM}"
  Call ${un}IsOpen
  StrCmp $0 "open" busy
  StrCpy $2 "$INSTDIR\workbench.exe"
  Call ${un}IsOpen
  StrCmp $0 "open" busy
  Return
  busy:
  IfSilent silent
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Close it, also where it runs in a terminal, and press Retry." IDRETRY again
  Abort "${NAME} is running; nothing was changed."
  silent:
  IntOp $1 $1 + 1
  Sleep 1000
  IntCmp $1 30 give_up again give_up
  give_up:
  SetErrorLevel 5
  Abort "${NAME} is running; nothing was changed."
FunctionEnd

; $2: a file. $0 becomes "open" where somebody has it open.
Function ${un}IsOpen
  StrCpy $0 "free"
  IfFileExists $2 0 done
  ClearErrors
  FileOpen $3 $2 a
  IfErrors 0 +3
  StrCpy $0 "open"
  Goto done
  FileClose $3
  done:
  ClearErrors
FunctionEnd
!macroend
!insertmacro WAIT_UNTIL_CLOSED ""
!insertmacro WAIT_UNTIL_CLOSED "un."

Section "install"
  Call WaitUntilClosed
  ; What an older version had and this one has not must not stay; only what an installer put there is touched.
  IfFileExists "$INSTDIR\uninstall.exe" 0 +2
  RMDir /r "$INSTDIR\_internal"
  ClearErrors ; that there was nothing to take away, after an installation broken off, is none
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*.*"
  IfErrors 0 +3
  SetErrorLevel 6
  Abort "Not every file could be written into $INSTDIR."
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"

  WriteRegStr HKCU "Software\${ID}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${REMOVE}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${REMOVE}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVE}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${REMOVE}" "Publisher" "The Personalize Workbench authors"
  WriteRegStr HKCU "${REMOVE}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REMOVE}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVE}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVE}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVE}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${REMOVE}" "EstimatedSize" $0

  ; Windows knows a file by its last ending only, so a double click on .workbench.zip opens what opens .zip; the
  ; workbench is one of "Open with".
  WriteRegStr HKCU "Software\Classes\${KIND}" "" "${NAME} collection"
  WriteRegStr HKCU "Software\Classes\${KIND}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "Software\Classes\${KIND}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" --open "%1"'
  WriteRegStr HKCU "Software\Classes\.zip\OpenWithProgids" "${KIND}" ""
  WriteRegStr HKCU "Software\Classes\Applications\${PROGRAM}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" --open "%1"'
  WriteRegStr HKCU "Software\Classes\Applications\${PROGRAM}\SupportedTypes" ".zip" ""
  ; "workbench" in a terminal or in Run.
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\workbench.exe" "" "$INSTDIR\workbench.exe"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\workbench.exe"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "Software\Classes\${KIND}"
  DeleteRegValue HKCU "Software\Classes\.zip\OpenWithProgids" "${KIND}"
  DeleteRegKey HKCU "Software\Classes\Applications\${PROGRAM}"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\workbench.exe"
  DeleteRegKey HKCU "${REMOVE}"
  DeleteRegKey HKCU "Software\${ID}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
