@echo off
rem The command ioc, on the first Java 25 or later that is found. IOC_JAVA_OPTS holds options for the JVM.
setlocal enableextensions
set "IOC_HOME=%~dp0.."
set "IOC_JAVA="
call :look "%JAVA_HOME%"
for %%j in (java.exe) do if not "%%~$PATH:j"=="" call :look "%%~dp$PATH:j.."
for %%r in ("%ProgramFiles%\Java" "%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\Zulu" "%ProgramFiles%\BellSoft" "%USERPROFILE%\.jdks" "%USERPROFILE%\.sdkman\candidates\java") do (
  if exist "%%~r" for /d %%h in ("%%~r\*") do call :look "%%~h"
)
if not defined IOC_JAVA (
  echo ioc: no Java 25 or later found; install one, or set JAVA_HOME to its folder>&2
  exit /b 2
)
"%IOC_JAVA%" --enable-native-access=io.elevator.devices "-Dioc.home=%IOC_HOME%" %IOC_JAVA_OPTS% -p "%IOC_HOME%\lib" -m io.elevator.cli/io.elevator.cli.Main %*
exit /b %ERRORLEVEL%

rem Takes the Java in folder %1 when it is of release 25 or later and none was taken yet.
:look
if defined IOC_JAVA exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "IOC_RELEASE="
for /f "usebackq tokens=2 delims==.-+" %%v in (`findstr /b /c:"JAVA_VERSION=" "%~1\release"`) do set "IOC_RELEASE=%%v"
if not defined IOC_RELEASE exit /b 0
set "IOC_RELEASE=%IOC_RELEASE:"=%"
if %IOC_RELEASE% GEQ 25 set "IOC_JAVA=%~1\bin\java.exe"
exit /b 0
